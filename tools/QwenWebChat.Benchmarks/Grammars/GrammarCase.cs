using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Inference.Sampling.Grammar.Schemas;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Benchmarks.Grammars;

/// <summary>A schema of MaskBench with its instances, run as MaskBench runs it: a mask before each token of each instance.</summary>
internal sealed class GrammarCase
{
    private readonly List<TimeSpan> _masks = [];

    private GrammarCase(string name)
    {
        Name = name;
    }

    public string Name { get; }

    public GrammarOutcome Outcome { get; private set; }

    /// <summary>What went wrong; empty if nothing did.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>The time to compile the schema and to compute its first mask.</summary>
    public TimeSpan FirstMask { get; private set; }

    /// <summary>The times of a mask together with taking the token.</summary>
    public IReadOnlyList<TimeSpan> Masks => _masks;

    public int ValidRefused { get; private set; }

    /// <summary>The number of valid instances that are refused for the order of their properties only.</summary>
    public int OtherOrder { get; private set; }

    public int InvalidAccepted { get; private set; }

    public int InstanceCount { get; private set; }

    public static GrammarCase Run(string path, QwenTokenizer tokenizer, GrammarVocabulary vocabulary)
    {
        GrammarCase result = new(Path.GetFileNameWithoutExtension(path));
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 1_000 });
        try
        {
            long begun = Stopwatch.GetTimestamp();
            JsonElement schema = document.RootElement.GetProperty("schema");
            CompiledGrammar grammar = SchemaCompiler.Compile(schema);
            new GrammarMatcher(grammar, vocabulary).Mask();
            result.FirstMask = Stopwatch.GetElapsedTime(begun);
            foreach (JsonElement test in document.RootElement.GetProperty("tests").EnumerateArray())
            {
                result.Check(grammar, schema, test, tokenizer, vocabulary);
            }
        }
        catch (GrammarException exception)
        {
            (result.Outcome, result.Detail) = (GrammarOutcome.CompileError, exception.Message);
        }
        catch (Exception exception)
        {
            (result.Outcome, result.Detail) = (GrammarOutcome.Crashed, exception.ToString());
        }

        return result;
    }

    private void Check(CompiledGrammar grammar, JsonElement schema, JsonElement test, QwenTokenizer tokenizer, GrammarVocabulary vocabulary)
    {
        StringBuilder text = new();
        Write(test.GetProperty("data"), text);
        GrammarMatcher matcher = new(grammar, vocabulary);
        bool isAccepted = true;
        foreach (int id in tokenizer.Encode(text.ToString()))
        {
            long begun = Stopwatch.GetTimestamp();
            bool isAllowed = matcher.Mask().Contains(id);
            isAccepted = isAllowed && matcher.TryAccept(id);
            _masks.Add(Stopwatch.GetElapsedTime(begun));
            if (!isAccepted)
            {
                break;
            }
        }

        InstanceCount++;
        isAccepted &= matcher.MayEnd;
        bool isValid = test.GetProperty("valid").GetBoolean();
        if (isAccepted == isValid)
        {
            return;
        }

        bool isOrdered = isValid && OrderedInstance.IsAccepted(grammar, schema, test.GetProperty("data"));
        OtherOrder += isOrdered ? 1 : 0;
        if (isOrdered)
        {
            Outcome = Outcome == GrammarOutcome.Passed ? GrammarOutcome.OtherOrder : Outcome;
            return;
        }

        Outcome = isValid ? GrammarOutcome.ValidRefused : GrammarOutcome.InvalidAccepted;
        ValidRefused += isValid ? 1 : 0;
        InvalidAccepted += isValid ? 0 : 1;
        int? error = grammar.FindError(Encoding.UTF8.GetBytes(text.ToString()));
        string around = error is { } at ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString())[Math.Max(0, at - 60)..Math.Min(Encoding.UTF8.GetByteCount(text.ToString()), at + 30)]) : text.ToString()[..Math.Min(200, text.Length)];
        Detail = $"at {error}: {around}";
    }

    // As Python's json.dumps writes it, with spaces after commas and colons.
    private static void Write(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Join(text, '{', value.EnumerateObject(), property =>
                {
                    text.Append(Quoted(property.Name)).Append(": ");
                    Write(property.Value, text);
                }, '}');
                break;
            case JsonValueKind.Array:
                Join(text, '[', value.EnumerateArray(), item => Write(item, text), ']');
                break;
            case JsonValueKind.String:
                text.Append(Quoted(value.GetString()!));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void Join<T>(StringBuilder text, char begin, IEnumerable<T> items, Action<T> write, char end)
    {
        text.Append(begin);
        string separator = "";
        foreach (T item in items)
        {
            text.Append(separator);
            write(item);
            separator = ", ";
        }

        text.Append(end);
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
