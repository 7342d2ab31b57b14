using System.Buffers;
using System.Globalization;
using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokens;

namespace QwenWebChat.App.Documents.Extraction.Pdf;

/// <summary>
/// Adds up how much a page draws before it is drawn. Forms may draw forms: ten on each of ten levels are a few hundred
/// bytes in the file and years of work, and nothing can end it once it has begun.
/// </summary>
internal sealed class PdfDrawing(PdfDocument document)
{
    // Maps and plans have tens of megabytes; the parser needs seconds for them.
    private const long MaxBytes = 128L << 20;
    private const int MaxDepth = 64;

    private static readonly SearchValues<byte> Ends = SearchValues.Create(" \t\r\n\f\0/[]<>(){}%"u8);

    private readonly Dictionary<IndirectReference, long> _weights = [];

    /// <exception cref="DocumentReadException">A page draws more than any honest one.</exception>
    public void Check(CancellationToken cancellationToken)
    {
        HashSet<IndirectReference> seen = [];
        Stack<(DictionaryToken Node, DictionaryToken? Resources)> open = new();
        if (Get<DictionaryToken>(document.Structure.Catalog.CatalogDictionary, NameToken.Pages) is { } root)
        {
            open.Push((root, null));
        }

        while (open.TryPop(out (DictionaryToken Node, DictionaryToken? Resources) next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            DictionaryToken? resources = Get<DictionaryToken>(next.Node, NameToken.Resources) ?? next.Resources;
            if (Get<ArrayToken>(next.Node, NameToken.Kids) is not { } kids)
            {
                CheckPage(next.Node, resources);
                continue;
            }

            foreach (IToken kid in kids.Data)
            {
                bool isNew = kid is not IndirectReferenceToken reference || seen.Add(reference.Data);
                if (isNew && Resolve(kid) is DictionaryToken node)
                {
                    open.Push((node, resources));
                }
            }
        }
    }

    private void CheckPage(DictionaryToken page, DictionaryToken? resources)
    {
        if (Forms(resources).Count > 0 && Weight(Contents(page), resources, 0) > MaxBytes)
        {
            throw DocumentReadException.TooLarge("bytes drawn on a page", MaxBytes);
        }
    }

    private byte[] Contents(DictionaryToken page)
    {
        using MemoryStream all = new();
        IEnumerable<StreamToken?> streams = Get<ArrayToken>(page, NameToken.Contents) is { } array
            ? array.Data.Select(token => Resolve(token) as StreamToken)
            : [Get<StreamToken>(page, NameToken.Contents)];
        foreach (StreamToken stream in streams.OfType<StreamToken>())
        {
            all.Write(Decode(stream));
            all.WriteByte((byte)'\n');
        }

        return all.ToArray();
    }

    // Its own length, and that of all it draws, as often as it does.
    private long Weight(byte[] content, DictionaryToken? resources, int depth)
    {
        Dictionary<string, IndirectReference> forms = Forms(resources);
        if (forms.Count == 0 || depth > MaxDepth)
        {
            return content.Length;
        }

        Dictionary<string, long> weights = forms.ToDictionary(form => form.Key, form => FormWeight(form.Value, resources, depth));
        long heaviest = weights.Values.Max();
        double total = content.Length;
        foreach ((string name, int count) in Draws(content))
        {
            // What cannot be told is taken for the worst.
            total += (double)count * (name.Length == 0 ? heaviest : weights.GetValueOrDefault(name));
        }

        return total < MaxBytes ? (long)total : MaxBytes + 1;
    }

    private long FormWeight(IndirectReference reference, DictionaryToken? inherited, int depth)
    {
        if (_weights.TryGetValue(reference, out long known))
        {
            return known;
        }

        // One that draws itself is stopped by the parser.
        _weights[reference] = 0;
        long weight = 0;
        if (Resolve(new IndirectReferenceToken(reference)) is StreamToken stream && Get<NameToken>(stream.StreamDictionary, NameToken.Subtype)?.Data == NameToken.Form.Data)
        {
            weight = Weight(Decode(stream).ToArray(), Get<DictionaryToken>(stream.StreamDictionary, NameToken.Resources) ?? inherited, depth + 1);
        }

        return _weights[reference] = weight;
    }

    private Dictionary<string, IndirectReference> Forms(DictionaryToken? resources)
    {
        Dictionary<string, IndirectReference> forms = new(StringComparer.Ordinal);
        DictionaryToken? objects = resources is null ? null : Get<DictionaryToken>(resources, NameToken.Xobject);
        foreach ((string name, IToken token) in objects?.Data ?? new Dictionary<string, IToken>())
        {
            if (token is IndirectReferenceToken reference)
            {
                forms[name] = reference.Data;
            }
        }

        return forms;
    }

    // How often each name stands before the operator Do; under no name what has none in front.
    private static Dictionary<string, int> Draws(ReadOnlySpan<byte> content)
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        for (int at = 0; ;)
        {
            int next = content[at..].IndexOf("Do"u8);
            if (next < 0)
            {
                return counts;
            }

            int found = at + next;
            at = found + 2;
            bool isOperator = (found == 0 || Ends.Contains(content[found - 1])) && (at == content.Length || Ends.Contains(content[at]));
            if (isOperator)
            {
                string name = NameBefore(content[..found]);
                counts[name] = counts.GetValueOrDefault(name) + 1;
            }
        }
    }

    private static string NameBefore(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> before = content[Math.Max(0, content.Length - 200)..].TrimEnd(" \t\r\n\f\0"u8);
        int start = before.LastIndexOfAny(Ends);
        if (start < 0 || before[start] != (byte)'/')
        {
            return "";
        }

        string name = Encoding.Latin1.GetString(before[(start + 1)..]);
        for (int hash = name.IndexOf('#', StringComparison.Ordinal); hash >= 0 && hash + 2 < name.Length; hash = name.IndexOf('#', hash + 1))
        {
            if (int.TryParse(name.AsSpan(hash + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code))
            {
                name = name[..hash] + (char)code + name[(hash + 3)..];
            }
        }

        return name;
    }

    private ReadOnlySpan<byte> Decode(StreamToken stream) =>
        Attempt(() => stream.Decode(document.Structure.FilterProvider, document.Structure.TokenScanner)).Span;

    private T? Get<T>(DictionaryToken dictionary, NameToken name)
        where T : class, IToken =>
        Attempt(() => dictionary.TryGet(name, document.Structure.TokenScanner, out T? token) ? token : null);

    private IToken? Resolve(IToken token) =>
        token is IndirectReferenceToken reference ? Attempt(() => document.Structure.GetObject(reference.Data)?.Data) : token;

    // What is too broken to be followed here will not be drawn either.
    private static T? Attempt<T>(Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not (DocumentReadException or OperationCanceledException or OutOfMemoryException))
        {
            return default;
        }
    }
}
