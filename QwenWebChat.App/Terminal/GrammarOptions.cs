using System.CommandLine;
using System.CommandLine.Parsing;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.App.Terminal;

/// <summary>The options that name a grammar, of which a command takes one.</summary>
internal sealed class GrammarOptions
{
    private readonly Option<FileInfo> _schema;
    private readonly Option<bool> _json = new("--json-mode") { Description = "The answer is any JSON value." };
    private readonly Option<string> _regex = new("--regex") { Description = "The answer matches this regular expression as a whole.", HelpName = "REGEX" };
    private readonly Option<FileInfo> _grammar = new("--grammar") { Description = "The answer follows this GBNF grammar.", HelpName = "FILE" };
    private readonly Option<string[]> _choices = new("--choice") { Description = "The answer is one of these texts; give the option once for each.", HelpName = "TEXT" };

    /// <param name="schemaName">The name of the option for a JSON Schema.</param>
    public GrammarOptions(string schemaName)
    {
        _schema = new Option<FileInfo>(schemaName) { Description = "The answer is JSON that satisfies this JSON Schema.", HelpName = "FILE" };
    }

    private IReadOnlyList<Option> All => [_schema, _json, _regex, _grammar, _choices];

    public void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            string[] given = [.. All.Where(option => IsGiven(result, option)).Select(option => option.Name)];
            if (given.Length > 1)
            {
                result.AddError($"{string.Join(" and ", given)} do not go together; an answer has one grammar.");
            }
        });
    }

    /// <summary>Returns whether any of the options was given.</summary>
    public bool IsAnyGiven(CommandResult result) => All.Any(option => IsGiven(result, option));

    /// <summary>Returns the grammar; null if none was given.</summary>
    public async Task<GrammarSource?> ReadAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        parsed.GetValue(_json) ? GrammarSource.Json
        : parsed.GetValue(_regex) is { } regex ? new GrammarSource(GrammarKind.Regex, regex)
        : parsed.GetValue(_choices) is { Length: > 0 } choices ? GrammarSource.Choice(choices)
        : parsed.GetValue(_schema) is { } schema ? new GrammarSource(GrammarKind.JsonSchema, await File.ReadAllTextAsync(schema.FullName, cancellationToken).ConfigureAwait(false))
        : parsed.GetValue(_grammar) is { } grammar ? new GrammarSource(GrammarKind.Gbnf, await File.ReadAllTextAsync(grammar.FullName, cancellationToken).ConfigureAwait(false))
        : null;

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
