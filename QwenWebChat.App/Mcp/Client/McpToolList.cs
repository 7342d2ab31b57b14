using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Client;
using QwenWebChat.App.Generation;
using QwenWebChat.App.Tools;

namespace QwenWebChat.App.Mcp.Client;

/// <summary>Makes the listed tools of one server those of the chats. What cannot be used is left out, with the reason.</summary>
internal sealed partial class McpToolList(string server, string origin, McpOptions options)
{
    private const int MaxDescription = 1_000;
    private const int MaxSchema = 32_768;

    // The schemas that were checked, with their errors: each is compiled once.
    private Dictionary<string, string?> _checked = [];

    public ToolServer Read(IEnumerable<McpClientTool> listed, McpCaller caller)
    {
        Dictionary<string, string?> checkedNow = [];
        List<IChatTool> tools = [];
        List<string> problems = [];
        HashSet<string> names = [];
        foreach (McpClientTool tool in listed)
        {
            if (FindProblem(tool, names, tools.Count, checkedNow) is { } problem)
            {
                problems.Add(problem);
                continue;
            }

            string description = tool.Description is { Length: > MaxDescription } words ? $"{words[..MaxDescription]}…" : tool.Description ?? "";
            AIFunctionDeclaration declaration = AIFunctionFactory.CreateDeclaration($"{server}{McpTool.Separator}{tool.Name}", description, tool.JsonSchema);
            tools.Add(new McpTool(declaration, origin, tool.Name, caller));
        }

        _checked = checkedNow;
        return new ToolServer(server) { Tools = tools, LeftOut = problems, Problem = problems.Count == 0 ? null : Describe(problems) };
    }

    private string? FindProblem(McpClientTool tool, HashSet<string> names, int count, Dictionary<string, string?> checkedNow)
    {
        if (!Name().IsMatch(tool.Name))
        {
            return $"{McpProblem.Line(tool.Name)}: the name is not one of 1 to 128 letters, digits, dots, hyphens and underscores";
        }

        if (!names.Add(tool.Name))
        {
            return $"{tool.Name}: the name is there twice";
        }

        string schema = tool.JsonSchema.GetRawText();
        return count >= options.MaxTools ? string.Create(CultureInfo.InvariantCulture, $"{tool.Name}: Mcp:MaxTools is {options.MaxTools}")
            : schema.Length > MaxSchema ? string.Create(CultureInfo.InvariantCulture, $"{tool.Name}: the schema has {schema.Length} characters; at most {MaxSchema} are allowed")
            : ErrorOf(schema, checkedNow) is { } error ? $"{tool.Name}: {McpProblem.Line(error)}"
            : null;
    }

    private string? ErrorOf(string schema, Dictionary<string, string?> checkedNow)
    {
        if (!checkedNow.TryGetValue(schema, out string? error) && !_checked.TryGetValue(schema, out error))
        {
            error = SchemaCheck.FindError(schema) is { } found ? $"{found.Place} {found.Reason}".Trim() : null;
        }

        return checkedNow[schema] = error;
    }

    private static string Describe(List<string> problems) => problems.Count == 1
        ? $"Left out: {problems[0]}."
        : string.Create(CultureInfo.InvariantCulture, $"{problems.Count} tools are left out, the first: {problems[0]}.");

    [GeneratedRegex("^[A-Za-z0-9_.-]{1,128}$")]
    private static partial Regex Name();
}
