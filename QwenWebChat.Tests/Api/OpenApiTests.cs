using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Api;

namespace QwenWebChat.Tests.Api;

/// <summary>The OpenAPI document against the running app: the same paths, and examples that are answered.</summary>
[Slow]
public sealed class OpenApiTests(ApiApp app) : IClassFixture<ApiApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Document_Paths_AreThoseThatAreMapped()
    {
        string[] mapped = [.. app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<DocumentedApi>() is not null)
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText!.Replace("**", "", StringComparison.Ordinal)}"))
            .Order(StringComparer.Ordinal)];

        string[] documented = [.. OpenApiDocument.Read()["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}")).Order(StringComparer.Ordinal)];

        Assert.Equal(documented, mapped);
    }

    [Fact]
    public async Task Document_Examples_AreAnswered()
    {
        JsonObject document = JsonNode.Parse(await app.Http.GetStringAsync(new Uri("openapi/v1.json", UriKind.Relative), Cancellation))!.AsObject();
        int count = 0;

        Assert.Equal(app.Address.GetLeftPart(UriPartial.Authority), document["servers"]![0]!["url"]!.GetValue<string>());
        foreach ((string path, JsonNode? operations) in document["paths"]!.AsObject())
        {
            if (operations!["post"]?["requestBody"]?["content"]?["application/json"]?["example"] is { } example)
            {
                using HttpResponseMessage response = await app.PostAsync(path.TrimStart('/'), example.ToJsonString().Replace("MODEL", app.Model, StringComparison.Ordinal));
                Assert.True(response.IsSuccessStatusCode, $"{path}: {await response.Content.ReadAsStringAsync(Cancellation)}");
                count++;
            }
        }

        Assert.True(count >= 11);
    }

    [Fact]
    public void Document_References_Exist()
    {
        JsonObject document = OpenApiDocument.Read();
        string[] references = [.. Nodes(document).OfType<JsonObject>().Select(node => node["$ref"]?.GetValue<string>()).OfType<string>().Distinct()];

        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(reference.Split('/').Skip(1).Aggregate((JsonNode?)document, (node, name) => node?[name])));
        string[] ids = [.. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!["operationId"]!.GetValue<string>())];
        Assert.Equal(ids.Distinct(), ids);
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode node) => node switch
    {
        JsonObject fields => [node, .. fields.Select(field => field.Value).OfType<JsonNode>().SelectMany(Nodes)],
        JsonArray items => [node, .. items.OfType<JsonNode>().SelectMany(Nodes)],
        _ => [],
    };
}
