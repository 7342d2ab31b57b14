namespace QwenWebChat.App.Chat.Markdown;

/// <summary>Levels for an answer's headings that begin below the page's own and never skip one, whatever the model writes.</summary>
internal sealed class HeadingLevels
{
    // The page's title is the first level.
    private const int First = 2;
    private const int Last = 6;

    private readonly Stack<int> _open = new();

    public int Next(int written)
    {
        while (_open.TryPeek(out int above) && above >= written)
        {
            _open.Pop();
        }

        _open.Push(written);
        return Math.Min(Last, First + _open.Count - 1);
    }
}
