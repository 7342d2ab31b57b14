using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Chat.Markdown;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Components.Chat;

/// <summary>Shows the user's message, and the field for editing it as another version.</summary>
public sealed partial class UserMessage
{
    // A pasted document would fill many screens and take seconds to lay out.
    private const int FoldedLength = 1500;
    private const int FoldedLines = 20;

    private ElementReference _copy;
    private List<RenderedBlock> _parts = [];
    private bool _isEditing;
    private bool _isUnfolded;
    private bool _mustRender;
    private (ConversationMessage? Message, bool CanChange) _drawn;

    [Parameter, EditorRequired]
    public ConversationMessage Message { get; set; } = null!;

    [Parameter]
    public bool CanChange { get; set; }

    [Parameter, EditorRequired]
    public MessageActions Actions { get; set; } = new();

    [Inject]
    private CodeHighlighter Highlighter { get; set; } = null!;

    private int FoldedEnd => Math.Min(FoldedLength, EndOfLine(Message.Text, FoldedLines));

    private bool IsLong => FoldedEnd < Message.Text.Length;

    private bool IsFolded => IsLong && !_isUnfolded;

    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(_drawn.Message, Message))
        {
            Split();
        }
    }

    // A sent message never changes; the actions on it do.
    protected override bool ShouldRender()
    {
        bool isNew = _mustRender || !ReferenceEquals(_drawn.Message, Message) || _drawn.CanChange != CanChange;
        (_drawn, _mustRender) = ((Message, CanChange), false);
        return isNew;
    }

    private static int EndOfLine(string text, int line)
    {
        int end = -1;
        for (int i = 0; i < line; i++)
        {
            end = text.IndexOf('\n', end + 1);
            if (end < 0)
            {
                return text.Length;
            }
        }

        return end;
    }

    private void Split()
    {
        _parts = FencedText.Split(Message.Text, IsFolded ? FoldedEnd : Message.Text.Length, Highlighter);
        if (IsFolded && _parts is [.., { Code: null } last])
        {
            _parts[^1] = last with { Source = last.Source + "…" };
        }
        else if (IsFolded)
        {
            _parts.Add(new RenderedBlock("…", ""));
        }
    }

    private void Unfold()
    {
        (_isUnfolded, _mustRender) = (!_isUnfolded, true);
        Split();
    }

    private void BeginEdit() => (_isEditing, _mustRender) = (true, true);

    private void EndEdit() => (_isEditing, _mustRender) = (false, true);

    private async Task SendAsync(string text)
    {
        EndEdit();
        await Actions.Edit.InvokeAsync((Message.Id, text));
    }

    private Task DeleteAsync() => Actions.Delete.InvokeAsync(Message.Id);

    private Task CopyAsync() => Actions.Copy.InvokeAsync((Message.Text, _copy));
}
