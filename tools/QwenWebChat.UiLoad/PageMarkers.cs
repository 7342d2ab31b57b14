using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QwenWebChat.UiLoad;

/// <summary>
/// The data for the script in a page's HTML: the components on the server, and the state that was stored for them.
/// </summary>
internal sealed partial record PageMarkers(IReadOnlyList<JsonNode> Components, string State)
{
    private const string ServerType = "server";

    /// <exception cref="IOException">The page has no server components.</exception>
    public static PageMarkers Of(string html)
    {
        List<JsonNode> components = [];
        foreach (Match match in Component().Matches(html))
        {
            // The comment that ends a component has no type.
            if (JsonNode.Parse(match.Groups["json"].Value) is { } marker && (string?)marker["type"] == ServerType)
            {
                components.Add(marker);
            }
        }

        return components.Count == 0
            ? throw new IOException("The page holds no components of a Blazor server.")
            : new PageMarkers(components, ComponentState().Match(html) is { Success: true } state ? state.Groups["state"].Value : "");
    }

    /// <summary>Returns the first set of operations on root components, which adds each component of the page.</summary>
    public string Operations() => JsonSerializer.Serialize(new
    {
        batchId = 1,
        operations = Components.Select((marker, index) => new { type = "add", ssrComponentId = index + 1, marker }),
    });

    [GeneratedRegex("<!--Blazor:(?<json>\\{.*?\\})-->", RegexOptions.Singleline)]
    private static partial Regex Component();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(?<state>[^-]*)-->")]
    private static partial Regex ComponentState();
}
