using System.Text;

namespace QwenWebChat.Documents.Extraction.Html;

/// <summary>Converts a MathML formula to linear text, such as <c>(a+b)/c</c> or <c>sqrt(x)</c>. Its elements are combined as they end, without a tree.</summary>
internal sealed class MathText
{
    // A more deeply nested or longer formula is read as its plain text.
    private const int MaxDepth = 64;
    private const int MaxLength = 16 << 10;

    private readonly Stack<Element> _open = new();
    private int _tooDeep;
    private int _length;

    public MathText() => _open.Push(new Element("math"));

    /// <summary>True after the end tag of the formula.</summary>
    public bool IsComplete { get; private set; }

    public void Start(string name, string? open = null, string? close = null)
    {
        if (_open.Count >= MaxDepth)
        {
            _tooDeep++;
            return;
        }

        _open.Push(new Element(name) { Opening = open ?? "(", Closing = close ?? ")" });
    }

    public void Text(string text)
    {
        string trimmed = text.Trim();
        _length += trimmed.Length;
        if (trimmed.Length > 0)
        {
            _open.Peek().Parts.Add(trimmed);
        }
    }

    public void End(string name)
    {
        if (_tooDeep > 0)
        {
            _tooDeep--;
            return;
        }

        if (_open.All(element => element.Name != name))
        {
            return;
        }

        while (_open.Count > 1)
        {
            Element element = _open.Pop();
            _open.Peek().Parts.Add(Linear(element));
            if (element.Name == name)
            {
                return;
            }
        }

        IsComplete = true;
    }

    /// <summary>Returns the formula, as far as it was read.</summary>
    public string Finish()
    {
        while (_open.Count > 1)
        {
            Element element = _open.Pop();
            _open.Peek().Parts.Add(Linear(element));
        }

        return Joined(_open.Peek().Parts);
    }

    private string Linear(Element element)
    {
        List<string> parts = element.Parts;
        if (_length > MaxLength)
        {
            return parts is [string only] ? only : string.Concat(parts);
        }

        return (element.Name, parts) switch
        {
            ("annotation" or "annotation-xml" or "mphantom" or "mprescripts" or "none" or "mspace", _) => "",
            ("semantics" or "maction", [string first, ..]) => first,
            ("mfrac", [string above, string below]) => $"{ScriptText.Grouped(above)}/{ScriptText.Grouped(below)}",
            ("msqrt", _) => $"sqrt({Joined(parts)})",
            ("mroot", [string radicand, string degree]) => $"root({radicand}, {degree})",
            ("msup", [string raised, string exponent]) => $"{ScriptText.Grouped(raised)}^{ScriptText.Grouped(exponent)}",
            ("mover", [string under, string over]) => IsAccent(over) ? under + over : $"{ScriptText.Grouped(under)}^{ScriptText.Grouped(over)}",
            ("msub" or "munder", [string lowered, string index]) => $"{ScriptText.Grouped(lowered)}_{ScriptText.Grouped(index)}",
            ("msubsup" or "munderover", [string body, string below, string above]) =>
                $"{ScriptText.Grouped(body)}_{ScriptText.Grouped(below)}^{ScriptText.Grouped(above)}",
            ("mfenced", _) => element.Opening + string.Join(", ", parts) + element.Closing,
            ("mtable", _) => $"[{string.Join("; ", parts)}]",
            ("mtr" or "mlabeledtr", _) => string.Join(", ", parts),
            _ => Joined(parts),
        };
    }

    private static bool IsAccent(string text) => text.Length == 1 && !char.IsLetterOrDigit(text[0]);

    // The names of functions are separated: "sin x", but "2x".
    private static string Joined(List<string> parts)
    {
        StringBuilder joined = new();
        string before = "";
        foreach (string part in parts)
        {
            if (part.Length == 0)
            {
                continue;
            }

            bool isWord = IsWord(before) || IsWord(part);
            joined.Append(isWord && char.IsLetterOrDigit(before.LastOrDefault()) && char.IsLetterOrDigit(part[0]) ? " " : "").Append(part);
            before = part;
        }

        return joined.ToString();
    }

    private static bool IsWord(string text) => text.Length > 1 && text.All(char.IsLetter);

    private sealed record Element(string Name)
    {
        public List<string> Parts { get; } = [];

        public string Opening { get; init; } = "(";

        public string Closing { get; init; } = ")";
    }
}
