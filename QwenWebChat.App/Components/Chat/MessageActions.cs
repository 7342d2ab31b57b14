using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Tools;

namespace QwenWebChat.App.Components.Chat;

/// <summary>
/// The actions on messages that a page offers. One object for the life of the page, so that no message is rendered again
/// for it.
/// </summary>
public sealed class MessageActions
{
    /// <summary>Generates another version of an answer, or the answer to a question without one.</summary>
    public EventCallback<Guid> Regenerate { get; init; }

    public EventCallback Continue { get; init; }

    public EventCallback<(Guid Id, string Text)> Edit { get; init; }

    public EventCallback<(Guid Id, string Text)> EditAnswer { get; init; }

    /// <summary>Copies a message's text to the clipboard; the button shows the result.</summary>
    public EventCallback<(string Text, ElementReference Button)> Copy { get; init; }

    /// <summary>Has the browser save a file under the conversation's title.</summary>
    public EventCallback<AnswerFile> Download { get; init; }

    public EventCallback<Guid> ShowVersion { get; init; }

    public EventCallback<Guid> Delete { get; init; }

    public EventCallback<(Guid Id, MessageFeedback? Feedback)> Feedback { get; init; }

    /// <summary>Answers the question whether a tool may run.</summary>
    public EventCallback<(Guid QuestionId, ToolDecision Decision)> Decide { get; init; }

    /// <summary>The addresses in the documents of the conversation.</summary>
    public StretchAddress AddressOf { get; init; } = CitationTarget.InOwn("questions");

    /// <summary>Replaces the quotations of an answer by references; null without documents.</summary>
    public Func<ConversationMessage, CitedAnswer>? Cite { get; set; }

    /// <summary>Sends the model the whole conversation again.</summary>
    public EventCallback SendAll { get; init; }
}
