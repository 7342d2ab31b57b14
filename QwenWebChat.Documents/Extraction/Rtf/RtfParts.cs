using System.Globalization;

namespace QwenWebChat.Documents.Extraction.Rtf;

/// <summary>Assembles paragraphs from runs, and counts omitted text.</summary>
internal sealed class RtfParts
{
    private readonly List<TextBlock> _headers = [];
    private readonly List<TextBlock> _footers = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private bool _isInHidden;
    private bool _isInDeleted;
    private int _hiddenCount;
    private int _deletedCount;

    public int PictureCount { get; set; }

    /// <summary>Returns false for hidden or deleted text; each piece is counted once.</summary>
    public bool IsShown(RtfState state)
    {
        _hiddenCount += state.IsHidden && !_isInHidden ? 1 : 0;
        _deletedCount += state is { IsDeleted: true, IsHidden: false } && !_isInDeleted ? 1 : 0;
        (_isInHidden, _isInDeleted) = (state.IsHidden, state.IsDeleted);
        return !state.IsHidden && !state.IsDeleted;
    }

    /// <summary>Adds a finished story to the one that contains it.</summary>
    public void Add(RtfStory ended, RtfStory outer)
    {
        string text = string.Join(' ', ended.Blocks.Select(block => block.Text.Trim()));
        switch (ended.Kind)
        {
            case RtfStoryKind.Note:
                outer.AddFollowing([new TextBlock(DocumentPartKind.Note, 0, string.Create(CultureInfo.InvariantCulture, $"[{ended.Number}] {text}"))]);
                break;
            case RtfStoryKind.Comment when text.Length > 0:
                outer.AddFollowing([new TextBlock(DocumentPartKind.Note, 0, $"Comment: {text}")]);
                break;
            case RtfStoryKind.Header or RtfStoryKind.Footer when _seen.Add(text):
                (ended.Kind == RtfStoryKind.Header ? _headers : _footers).AddRange(ended.Blocks);
                break;
            case RtfStoryKind.TextBox:
                outer.AddFollowing(ended.Blocks);
                break;
        }
    }

    public DocumentText Finish(RtfStory body, ReadingOptions options, string title)
    {
        TextAssembly assembly = new(options);
        foreach (TextBlock block in _headers.Concat(body.Blocks).Concat(_footers))
        {
            assembly.Add(block.Kind, block.Text, block.Level);
        }

        Report(assembly, ReadingProblemKind.PicturesSkipped, PictureCount);
        Report(assembly, ReadingProblemKind.HiddenTextLeftOut, _hiddenCount);
        Report(assembly, ReadingProblemKind.DeletedTextLeftOut, _deletedCount);
        DocumentText document = assembly.Finish(FileFormat.Rtf, title);
        int unreadable = document.Text.Count(character => character is '\uFFFD' or (>= '\uE000' and <= '\uF8FF'));
        return unreadable == 0 ? document : document with { Problems = [.. document.Problems, new ReadingProblem(ReadingProblemKind.CharactersUnreadable, Count: unreadable)] };
    }

    private static void Report(TextAssembly assembly, ReadingProblemKind kind, int count)
    {
        if (count > 0)
        {
            assembly.ReportWhole(kind, count: count);
        }
    }
}
