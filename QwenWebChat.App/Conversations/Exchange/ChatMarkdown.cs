using System.Globalization;
using System.Text;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Data;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>Writes the branch that is shown. Texts are copied unchanged, each under its author in bold; calls of tools are one line each.</summary>
internal sealed class ChatMarkdown(IStringLocalizer<UiText> texts, TimeProvider time) : IChatFormat
{
    private const int MaxResultLength = 200;

    public string Ending => "md";

    public string MediaType => "text/markdown; charset=utf-8";

    public string Label => "Markdown";

    public bool HoldsMany => false;

    public async Task WriteAsync(IAsyncEnumerable<ExportedConversation> content, Stream output, CancellationToken cancellationToken)
    {
        await foreach (ExportedConversation conversation in content.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await output.WriteAsync(Encoding.UTF8.GetBytes(Render(conversation)), cancellationToken).ConfigureAwait(false);
        }
    }

    private string Render(ExportedConversation conversation)
    {
        StringBuilder markdown = new();
        string title = conversation.Title.Length > 0 ? conversation.Title : texts["ExportUntitled"];
        markdown.Append("# ").Append(title).Append("\n\n").Append(Time(conversation.CreatedAt)).Append('\n');
        if (conversation.SystemPrompt is { } prompt)
        {
            markdown.Append("\n> **").Append(texts["ExportSystem"].Value).Append("**  \n> ").Append(Lines(prompt).Replace("\n", "\n> ", StringComparison.Ordinal)).Append('\n');
        }

        MessageTree tree = new(conversation.Messages.Select((message, number) => new MessageNode(message.Id, message.ParentId, number)));
        Dictionary<Guid, ExportedMessage> messages = conversation.Messages.ToDictionary(message => message.Id);
        foreach (Guid id in tree.PathTo(conversation.ActiveLeafId))
        {
            Append(markdown, messages[id]);
        }

        return markdown.ToString();
    }

    private void Append(StringBuilder markdown, ExportedMessage message)
    {
        string writer = message.Role switch
        {
            MessageRole.User => texts["ExportUser"],
            MessageRole.Assistant => message.Figures?.Model ?? texts["ExportAssistant"],
            _ => texts["ExportSystem"],
        };
        markdown.Append("\n**").Append(writer).Append("** · ").Append(Time(message.CreatedAt)).Append("\n\n");
        foreach (MessageAttachment attachment in message.Attachments ?? [])
        {
            markdown.Append('*').Append(attachment.Name).Append("*\n\n").Append(MarkdownFence.Around(Lines(attachment.Text))).Append("\n\n");
        }

        if (message.ToolCalls is null)
        {
            markdown.Append(Lines(message.Text)).Append('\n');
            return;
        }

        IEnumerable<string> parts = AnswerRound.Split(message.Text, message.ToolCalls)
            .SelectMany(round => round.Calls.Select(Line).Prepend(Lines(round.Text)))
            .Where(part => part.Length > 0);
        markdown.AppendJoin("\n\n", parts).Append('\n');
    }

    private string Line(ToolCall call)
    {
        string name = texts[$"Tool_{call.Name}"] is { ResourceNotFound: false } known ? known.Value : call.Name;
        string result = call.Result is { } whole ? $"{(call.IsFailed ? $"{texts["ToolFailed"].Value}: " : "")}{InlineCode(whole)}" : texts["ToolNotRun"].Value;
        return $"> {name} {InlineCode(call.Arguments)} → {result}";
    }

    private static string InlineCode(string text)
    {
        string line = string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Replace('`', '\'');
        return line.Length <= MaxResultLength ? $"`{line}`" : $"`{line[..(char.IsHighSurrogate(line[MaxResultLength - 1]) ? MaxResultLength - 1 : MaxResultLength)].TrimEnd()}…`";
    }

    private static string Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd();

    private string Time(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
