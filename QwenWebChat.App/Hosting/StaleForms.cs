using System.Reflection;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Extensions;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Components.Accounts;

namespace QwenWebChat.App.Hosting;

/// <summary>
/// Shows the pages of accounts again, with a message, when a form comes without a valid token: it was open for too long, or somebody
/// else signed in meanwhile. Nothing of such a form is read. Otherwise an empty page with status 400 would be the answer.
/// </summary>
internal static class StaleForms
{
    /// <summary>Must run after antiforgery.</summary>
    public static void UseStaleForms(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false } || !HttpMethods.IsPost(context.Request.Method) || !IsAccountPage(context))
        {
            return next(context);
        }

        QueryBuilder query = [];
        foreach ((string key, string? value) in context.Request.Query.Where(pair => pair.Key != AccountPaths.Problem).SelectMany(pair => pair.Value, (pair, value) => (pair.Key, value)))
        {
            query.Add(key, value ?? "");
        }

        query.Add(AccountPaths.Problem, nameof(SignInOutcome.FormExpired));
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = $"{context.Request.PathBase}{context.Request.Path}{query}";
        return Task.CompletedTask;
    });

    private static bool IsAccountPage(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type.GetCustomAttribute<LayoutAttribute>()?.LayoutType == typeof(AccountLayout);
}
