namespace QwenWebChat.App.Hosting;

/// <summary>Methods that are answered as GET would be, which routing takes for others.</summary>
internal static class RequestMethods
{
    /// <summary>Routes HEAD as GET; the server itself leaves the body out. Whoever comes before sees the method as it was sent.</summary>
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

    /// <summary>Lets the page that stands in for an empty error be one that is asked for, whatever led to it: sent like the request, it would itself be refused.</summary>
    public static void UseGetForErrorPages(this WebApplication app) => app.Use(async (context, next) =>
    {
        await next(context).ConfigureAwait(false);
        if (context.Response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            context.Request.Method = HttpMethods.Get;
        }
    });
}
