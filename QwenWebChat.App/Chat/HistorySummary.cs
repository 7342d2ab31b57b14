using System.Text;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Generation;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.App.Chat;

/// <summary>Has the model summarise the beginning of a conversation, piece by piece if it does not fit at once.</summary>
/// <param name="isRecorded">True if the history of requests may have the text.</param>
internal sealed class HistorySummary(IChatClient client, IPromptCounter counter, RequestOwner owner, bool isRecorded)
{
    private const int SummaryShare = 8;
    private const int MaxTokens = 1024;

    private int SummaryTokens => Math.Min(MaxTokens, counter.ContextTokens / SummaryShare);

    /// <exception cref="InvalidOperationException">The model wrote nothing.</exception>
    public async Task<string> WriteAsync(IReadOnlyList<ConversationMessage> messages, CancellationToken cancellationToken)
    {
        string summary = "";
        Queue<string> pieces = new(messages.Where(ConversationPrompt.IsSent).Select(Transcript));
        while (pieces.Count > 0)
        {
            StringBuilder taken = new();
            while (pieces.TryPeek(out string? next) && Fits(summary, taken + next))
            {
                taken.Append(pieces.Dequeue());
            }

            if (taken.Length == 0)
            {
                pieces = Halved(pieces);
                continue;
            }

            summary = await AskAsync(Prompt(summary, taken.ToString()), cancellationToken).ConfigureAwait(false);
        }

        return summary.Length > 0 ? summary : throw new InvalidOperationException("The model wrote no summary.");
    }

    private static string Transcript(ConversationMessage message) => $"{(message.IsUser ? "User" : "Assistant")}: {string.Join('\n', ConversationPrompt.ToChat(message).Select(sent => sent.Text).Where(text => text.Length > 0))}\n\n";

    // One message alone is too long: its halves, not between the parts of a character.
    private static Queue<string> Halved(Queue<string> pieces)
    {
        string first = pieces.Dequeue();
        int middle = first.Length / 2;
        middle -= char.IsLowSurrogate(first[middle]) ? 1 : 0;
        return middle == 0 ? pieces : new Queue<string>([first[..middle], first[middle..], .. pieces]);
    }

    private bool Fits(string summary, string text) =>
        counter.FrameTokens + counter.Count(Prompt(summary, text)) + (2 * SummaryTokens) <= counter.ContextTokens;

    private static ChatMessage Prompt(string summary, string text) => new(ChatRole.User, $"""
        Summarise the conversation below so that it can be continued from the summary alone. Keep facts, names, figures, decisions and open questions. Write in the language of the conversation, and nothing but the summary.
        {(summary.Length > 0 ? $"\nSummary of what came before:\n{summary}\n" : "")}
        Conversation:
        {text}
        """);

    private async Task<string> AskAsync(ChatMessage prompt, CancellationToken cancellationToken)
    {
        QwenChatOptions options = new()
        {
            MaxOutputTokens = SummaryTokens,
            Temperature = 0,
            Owner = owner,
            IsPromptRecorded = isRecorded,
            // The app needs it so that the chat goes on; nobody asked for it.
            IsCharged = false,
        };
        StringBuilder text = new();
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync([prompt], options, cancellationToken).ConfigureAwait(false))
        {
            text.Append(update.Text);
        }

        return AnswerPart.WithoutReasoning(text.ToString()).Trim();
    }
}
