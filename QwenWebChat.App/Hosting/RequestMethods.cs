namespace QwenWebChat.App.Hosting;

/// <summary>Handles methods that are answered like GET but that routing treats differently.</summary>
internal static class RequestMethods
{
    /// <summary>Routes HEAD as GET; the server omits the body. Earlier middleware sees the original method.</summary>
    public static void UseGetForHead(this WebApplication app) => app.Use(async (context, next) =>
    {
        string method = context.Request.Method;
        if (HttpMethods.IsHead(method))
        {
            context.Request.Method = HttpMethods.Get;
        }

        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            context.Request.Method = method;
        }
    });

    /// <summary>
    /// Requests the error page with GET, whatever the method of the failed request: with that method the error page itself
    /// would be rejected.
    /// </summary>
    public static void UseGetForErrorPages(this WebApplication app) => app.Use(async (context, next) =>
    {
        await next(context).ConfigureAwait(false);
        if (context.Response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            context.Request.Method = HttpMethods.Get;
        }
    });
}
