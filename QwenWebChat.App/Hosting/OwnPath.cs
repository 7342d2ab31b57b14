using Microsoft.Extensions.Options;
using QwenWebChat.App.Accounts;

namespace QwenWebChat.App.Hosting;

/// <summary>
/// Serves the app under the path of the setting <c>Hosting:PathBase</c>, for a proxy that shares one host among several apps. The
/// proxy passes paths on as they are: one that removed the path could not be told apart from a page of the same name.
/// </summary>
internal static class OwnPath
{
    /// <summary>Answers what is outside the path: the root of the host leads to the app, and the rest is not found.</summary>
    public static void UseOwnPath(this WebApplication app)
    {
        string own = app.Services.GetRequiredService<IOptions<HostingOptions>>().Value.PathBase;
        if (own.Length == 0)
        {
            return;
        }

        app.UsePathBase(own);
        app.Use((context, next) =>
        {
            HttpRequest request = context.Request;
            if (request.PathBase.HasValue && request.Path.HasValue)
            {
                return next(context);
            }

            if (!request.PathBase.HasValue && request.Path != "/")
            {
                return PlainRefusal.WriteAsync(context, StatusCodes.Status404NotFound, $"This app is under {own}/.");
            }

            context.Response.Redirect($"{own}/{request.QueryString}");
            return Task.CompletedTask;
        });
    }
}
