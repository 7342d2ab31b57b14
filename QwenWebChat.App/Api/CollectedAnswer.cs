using System.Text;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Generation;

namespace QwenWebChat.App.Api;

/// <summary>A whole answer, for clients that do not stream.</summary>
internal sealed class CollectedAnswer
{
    private readonly StringBuilder _text = new();
    private readonly List<FunctionCallContent> _calls = [];

    public string Text => _text.ToString();

    public IReadOnlyList<FunctionCallContent> Calls => _calls;

    public UsageDetails Usage { get; private set; } = new();

    public AnswerFigures Figures { get; private set; } = new();

    /// <summary>The stop string that ended it; null if something else did.</summary>
    public string? StopString { get; private set; }

    public ChatFinishReason FinishReason { get; private set; } = ChatFinishReason.Stop;

    public void Add(ChatResponseUpdate update)
    {
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
                    (Figures, StopString) = (figures.Figures, figures.StopString);
                    break;
            }
        }

        FinishReason = update.FinishReason ?? FinishReason;
    }
}
