using System.Text;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Generation;

namespace QwenWebChat.App.Api;

/// <summary>A whole answer, for clients that do not stream.</summary>
internal sealed class CollectedAnswer
{
    private readonly StringBuilder _text = new();
    private readonly List<FunctionCallContent> _calls = [];
    private readonly List<ChatResponseUpdate> _updates = [];

    public string Text => _text.ToString();

    public IReadOnlyList<FunctionCallContent> Calls => _calls;

    /// <summary>The updates with something of the answer, for formats that keep their order.</summary>
    public IReadOnlyList<ChatResponseUpdate> Updates => _updates;

    public UsageDetails Usage { get; private set; } = new();

    public AnswerFigures Figures { get; private set; } = new();

    public ChatFinishReason FinishReason { get; private set; } = ChatFinishReason.Stop;

    public void Add(ChatResponseUpdate update)
    {
        _updates.Add(update);
        foreach (AIContent content in update.Contents)
        {
            switch (content)
            {
                case TextContent text:
                    _text.Append(text.Text);
                    break;
                case FunctionCallContent call:
                    _calls.Add(call);
                    break;
                case UsageContent usage:
                    Usage = usage.Details;
                    break;
                case GenerationFiguresContent figures:
                    Figures = figures.Figures;
                    break;
            }
        }

        FinishReason = update.FinishReason ?? FinishReason;
    }
}
