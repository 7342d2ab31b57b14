using System.Net.Mime;
using System.Text.Json.Nodes;

namespace QwenWebChat.App.Api;

/// <summary><c>GET /openapi/v1.json</c>: the description of all APIs, with the address under which it was asked for.</summary>
internal static class OpenApiDocument
{
    public const string Path = "/openapi/v1.json";

    private const string Resource = "openapi.json";

    /// <summary>Reads the document.</summary>
    public static JsonObject Read()
    {
        using Stream stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream(Resource)!;
        return JsonNode.Parse(stream)!.AsObject();
    }

    public static Task WriteAsync(ApiCall call)
    {
        HttpRequest request = call.Http.Request;
        JsonObject document = Read();
        document["servers"] = new JsonArray(new JsonObject { ["url"] = $"{request.Scheme}://{request.Host}{request.PathBase}" });
        call.Http.Response.ContentType = MediaTypeNames.Application.Json;
        return call.Http.Response.WriteAsync(document.ToJsonString(ApiJson.Options), call.Http.RequestAborted);
    }
}
