using System.Text.Json;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Inference.Sampling.Grammar.Schemas;

namespace QwenWebChat.Benchmarks.Grammars;

/// <summary>
/// Runs the official JSON-Schema-Test-Suite. A grammar asks for properties in the schema's order, and the suite's instances have
/// any: an instance counts as accepted if it is accepted in some order of its properties. The file format.json is left out: it asks
/// that formats are not asserted, and grammars assert them; the folder optional/format has their cases.
/// </summary>
internal static class GrammarSuite
{
    public static Task RunAsync(SuiteSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        List<(string File, int Right, int Wrong, int Unsupported)> rows = [];
        List<string> wrong = [];
        List<string> unsupported = [];
        foreach (string file in Directory.GetFiles(settings.Folder, "*.json").Where(file => Path.GetFileName(file) != "format.json").Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Add(Run(file, wrong, unsupported));
        }

        (int right, int wrongCount, int refused) = (rows.Sum(row => row.Right), rows.Sum(row => row.Wrong), rows.Sum(row => row.Unsupported));
        output.Write(
            new { files = rows.Select(row => new { row.File, row.Right, row.Wrong, row.Unsupported }), right, wrong = wrongCount, unsupported = refused },
            [
                .. rows.Select(row => (FormattableString)$"{row.File,-28} {row.Right,4} right {row.Wrong,4} wrong {row.Unsupported,4} unsupported"),
                $"{right} right, {wrongCount} wrong, {refused} unsupported: {100.0 * (right + wrongCount) / Math.Max(1, right + wrongCount + refused):0.0} % decided",
                .. wrong.Take(settings.List).Select(line => (FormattableString)$"wrong: {line}"),
                .. unsupported.Take(settings.List).Select(line => (FormattableString)$"unsupported: {line}"),
            ]);
        return Task.CompletedTask;
    }

    private static (string File, int Right, int Wrong, int Unsupported) Run(string file, List<string> wrong, List<string> unsupported)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
        string name = Path.GetFileNameWithoutExtension(file);
        (int right, int wrongBefore, int refused) = (0, wrong.Count, 0);
        foreach (JsonElement group in document.RootElement.EnumerateArray())
        {
            string described = $"{name}: {group.GetProperty("description").GetString()}";
            CompiledGrammar? grammar = Compile(group.GetProperty("schema"), out string? reason);
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                bool isValid = test.GetProperty("valid").GetBoolean();
                bool? isAccepted = reason is not null ? null : grammar is null ? false : IsAccepted(grammar, group.GetProperty("schema"), test.GetProperty("data"), unsupported);
                if (isAccepted is null)
                {
                    refused++;
                }
                else if (isAccepted != isValid)
                {
                    wrong.Add($"{described}: {test.GetProperty("description").GetString()} (valid {isValid}): {test.GetProperty("data").GetRawText()}");
                }
                else
                {
                    right++;
                }
            }

            if (reason is not null)
            {
                unsupported.Add($"{described}: {reason}");
            }
        }

        return (name, right, wrong.Count - wrongBefore, refused);
    }

    /// <returns>Null if the grammar became too complex.</returns>
    private static bool? IsAccepted(CompiledGrammar grammar, JsonElement schema, JsonElement data, List<string> unsupported)
    {
        try
        {
            return OrderedInstance.IsAccepted(grammar, schema, data);
        }
        catch (GrammarException exception)
        {
            unsupported.Add($"{data.GetRawText()}: {exception.Message}");
            return null;
        }
    }

    /// <returns>Null with a reason if the schema is unsupported; null without one if nothing satisfies it.</returns>
    private static CompiledGrammar? Compile(JsonElement schema, out string? reason)
    {
        reason = null;
        try
        {
            return SchemaCompiler.Compile(schema);
        }
        catch (GrammarException exception) when (exception.IsUnsatisfiable)
        {
            return null;
        }
        catch (GrammarException exception)
        {
            reason = exception.Message;
            return null;
        }
    }
}
