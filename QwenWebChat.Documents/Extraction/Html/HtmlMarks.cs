namespace QwenWebChat.Documents.Extraction.Html;

/// <summary>Marks superscript, subscript and struck text of a page: <c>10^6</c>, <c>CO_2</c>, <c>~~900~~</c>.</summary>
internal sealed class HtmlMarks(HtmlBlocks blocks)
{
    private const int MaxDepth = 16;

    private readonly List<Mark> _open = [];
    private HtmlPosition? _link;

    public void Start(string name)
    {
        switch (name)
        {
            case "a":
                _link = blocks.Position;
                if (_open is [.., { IsScript: true } script])
                {
                    script.IsLink = true;
                }

                break;
            case "sup" or "sub" or "s" or "strike" or "del" when _open.Count < MaxDepth:
                _open.Add(new Mark(name, blocks.Position) { IsLink = _link == blocks.Position });
                break;
        }
    }

    public void End(string name)
    {
        _link = name == "a" ? null : _link;
        int index = _open.FindLastIndex(mark => mark.Name == name);
        if (index < 0)
        {
            return;
        }

        Mark ended = _open[index];
        _open.RemoveRange(index, _open.Count - index);
        blocks.Replace(ended.Position, (text, before) => ended.IsScript ? ScriptText.Marked(text, before, name == "sup", ended.IsLink) : ScriptText.Struck(text));
    }

    private sealed record Mark(string Name, HtmlPosition Position)
    {
        public bool IsScript => Name is "sup" or "sub";

        public bool IsLink { get; set; }
    }
}
