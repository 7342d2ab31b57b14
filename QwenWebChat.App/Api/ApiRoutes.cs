using Microsoft.AspNetCore.Routing.Template;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;

namespace QwenWebChat.App.Api;

/// <summary>Maps paths to the requests of the formats.</summary>
internal sealed class ApiRoutes(IEndpointRouteBuilder app)
{
    private readonly List<(string Method, TemplateMatcher Path)> _known = [];
    private readonly ApiHandler _handler = app.ServiceProvider.GetRequiredService<ApiHandler>();
    private readonly ApiOrigins _origins = app.ServiceProvider.GetRequiredService<ApiOrigins>();

    /// <summary>Maps a method of a path, which the OpenAPI document describes.</summary>
    /// <param name="scope">The scope that a key needs for it.</param>
    public void Map(IApiFormat format, string method, string path, ApiScopes scope, Func<ApiCall, Task> run) => MapHidden(format, method, path, scope, run).WithMetadata(new DocumentedApi());

    /// <summary>Maps a method of a path that only says why it is not served, or that is no API itself.</summary>
    public IEndpointConventionBuilder MapHidden(IApiFormat format, string method, string path, ApiScopes scope, Func<ApiCall, Task> run)
    {
        _known.Add((method, new TemplateMatcher(TemplateParser.Parse(path), [])));
        // The handler checks the access, and answers in the format's own errors.
        return app.MapMethods(path, [method], http => _handler.HandleAsync(http, format, scope, run)).WithMetadata(new RequiredScope(scope)).AllowAnonymous();
    }

    /// <summary>Puts the endpoints of a package behind the keys, origins and errors of the APIs.</summary>
    /// <param name="run">Prepares an admitted request and passes it on.</param>
    public void Guard(IApiFormat format, string method, string path, ApiScopes scope, IEndpointConventionBuilder endpoints, Func<ApiCall, RequestDelegate, Task> run)
    {
        _known.Add((method, new TemplateMatcher(TemplateParser.Parse(path), [])));
        endpoints.WithMetadata(new RequiredScope(scope)).AllowAnonymous();
        endpoints.Add(endpoint =>
        {
            RequestDelegate inner = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = http => _handler.HandleAsync(http, format, scope, call => run(call, inner));
        });
    }

    /// <summary>Answers all other requests under a path: browsers' preflights, 405 for another method of a known path, and 404 for an unknown path.</summary>
    public void MapRest(IApiFormat format, string prefix) => app.Map($"{prefix}/{{**rest}}", http => _handler.HandleAsync(
        http, format, HttpMethods.IsOptions(http.Request.Method) ? null : ApiScopes.None, call => Rest(call.Http))).WithMetadata(new RequiredScope(ApiScopes.None)).AllowAnonymous();

    private Task Rest(HttpContext http)
    {
        if (HttpMethods.IsOptions(http.Request.Method))
        {
            _origins.AnswerPreflight(http);
            return Task.CompletedTask;
        }

        string[] methods = [.. _known.Where(known => known.Path.TryMatch(http.Request.Path, [])).Select(known => known.Method).Distinct()];
        if (methods.Length == 0)
        {
            throw new ApiException(StatusCodes.Status404NotFound, $"{http.Request.Path} is not a path of this API; /api-docs lists those that are.") { Code = "unknown_path" };
        }

        http.Response.Headers.Allow = string.Join(", ", methods);
        throw new ApiException(StatusCodes.Status405MethodNotAllowed, $"{http.Request.Path} is not answered for {http.Request.Method}; use {string.Join(" or ", methods)}.") { Code = "method_not_allowed" };
    }
}
