using System.Text;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Generation;
using QwenWebChat.App.Models;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.App.Chat;

/// <summary>Asks the model for a conversation's title, in the background, once its first answer is complete.</summary>
internal sealed partial class ConversationTitles(IChatClient client, IModelHost host, ILogger<ConversationTitles> logger)
{
    /// <summary>The maximum length of a title in characters. A longer text is an answer instead.</summary>
    public const int MaxLength = 80;

    private const int ReadLength = 2000;
    private const int MaxTokens = 32;

    private readonly ILogger _logger = logger;

    /// <returns>Null if the model fails, or its text is not a title.</returns>
    public async Task<string?> WriteAsync(string question, string answer, CancellationToken cancellationToken = default)
    {
        // The demo model was not trained for titles.
        if (host.Status is { IsDemo: true })
        {
            return null;
        }

        QwenChatOptions options = new()
        {
            MaxOutputTokens = MaxTokens,
            Temperature = 0,
            Priority = RequestPriority.Background,
            Kind = RequestKind.Title,
            IsCharged = false,
        };
        string prompt = $"""
            Write a title of three to six words for the conversation below, in the language of the user. Reply with the title alone, without quotation marks.

            User: {Cut(question)}

            Assistant: {Cut(AnswerPart.WithoutReasoning(answer))}
            """;
        try
        {
            StringBuilder text = new();
            ChatFinishReason? end = null;
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, prompt)], options, cancellationToken).ConfigureAwait(false))
            {
                text.Append(update.Text);
                end = update.FinishReason ?? end;
            }

            // A text that was cut off is not a title.
            return end == ChatFinishReason.Stop ? Clean(AnswerPart.WithoutReasoning(text.ToString())) : null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            // The first line of the message remains the title.
            LogFailed(exception);
            return null;
        }
    }

    internal static string? Clean(string text)
    {
        string line = text.Trim().Split('\n')[0].Trim().Trim('"', '\'', '“', '”', '「', '」', '《', '》', '*', '#', ' ').TrimEnd('.', '。');
        return ConversationTitle.Clean(line) is { Length: <= MaxLength } title ? title : null;
    }

    private static string Cut(string text) => text.Length <= ReadLength ? text : text[..(char.IsHighSurrogate(text[ReadLength - 1]) ? ReadLength - 1 : ReadLength)];

    [LoggerMessage(Level = LogLevel.Warning, Message = "A title could not be generated")]
    private partial void LogFailed(Exception exception);
}
