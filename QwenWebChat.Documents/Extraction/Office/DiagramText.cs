using System.Globalization;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>Reads the texts of a SmartArt diagram (ECMA-376, 21.4.2) as a list, with the children of a point below it.</summary>
internal sealed class DiagramText
{
    private const int MaxLevel = 8;

    private readonly List<(string Id, string Text)> _points = [];
    private readonly Dictionary<string, List<(int Order, string Child)>> _children = [];
    private readonly HashSet<string> _hanging = [];

    public static List<TextBlock> Read(XmlCursor xml)
    {
        DiagramText diagram = new();
        foreach (string list in xml.Children())
        {
            foreach (string _ in list is "ptLst" or "cxnLst" ? xml.Children() : [])
            {
                if (list == "ptLst")
                {
                    diagram.ReadPoint(xml);
                }
                else
                {
                    diagram.ReadConnection(xml);
                }
            }
        }

        return diagram.List();
    }

    private void ReadPoint(XmlCursor xml)
    {
        string id = xml["modelId"] ?? "";
        // The other points are connectors and the drawn duplicates of points.
        bool isContent = xml["type"] is null or "node" or "asst" or "doc";
        string text = "";
        foreach (string name in xml.Children())
        {
            text = name == "t" ? DrawingParagraphs.Line(DrawingParagraphs.Read(xml)) : text;
        }

        if (isContent)
        {
            _points.Add((id, text));
        }
    }

    private void ReadConnection(XmlCursor xml)
    {
        if (xml["type"] is null or "parOf" && xml["srcId"] is { } parent && xml["destId"] is { } child)
        {
            _ = int.TryParse(xml["srcOrd"], NumberStyles.None, CultureInfo.InvariantCulture, out int order);
            if (!_children.TryGetValue(parent, out List<(int Order, string Child)>? children))
            {
                _children[parent] = children = [];
            }

            children.Add((order, child));
            _hanging.Add(child);
        }
    }

    // Points without a parent come first; each is written once, even if the connections form a circle.
    private List<TextBlock> List()
    {
        Dictionary<string, string> texts = [];
        foreach ((string id, string text) in _points)
        {
            texts.TryAdd(id, text);
        }

        List<TextBlock> blocks = [];
        foreach ((string start, _) in _points.Where(point => !_hanging.Contains(point.Id)).Concat(_points))
        {
            Stack<(string Id, int Level)> open = new([(start, 0)]);
            while (open.TryPop(out (string Id, int Level) point))
            {
                if (!texts.Remove(point.Id, out string? text))
                {
                    continue;
                }

                if (text.Length > 0)
                {
                    blocks.Add(new TextBlock(DocumentPartKind.ListItem, point.Level + 1, new string(' ', 2 * point.Level) + "- " + text));
                }

                int below = Math.Min(text.Length > 0 ? point.Level + 1 : point.Level, MaxLevel);
                foreach ((_, string child) in (_children.GetValueOrDefault(point.Id) ?? []).OrderByDescending(child => child.Order))
                {
                    open.Push((child, below));
                }
            }
        }

        return blocks;
    }
}
