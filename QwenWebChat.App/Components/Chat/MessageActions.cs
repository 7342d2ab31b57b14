using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Documents;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Components.Chat;

/// <summary>What a page lets its user do with messages. One for the life of the page, so that no message is drawn again for it.</summary>
public sealed class MessageActions
{
    /// <summary>Another version of an answer, or the answer to a question that has none.</summary>
    public EventCallback<Guid> Regenerate { get; init; }

    public EventCallback Continue { get; init; }

    public EventCallback<(Guid Id, string Text)> Edit { get; init; }

    public EventCallback<(Guid Id, string Text)> EditAnswer { get; init; }

    /// <summary>A message's text to the clipboard; the button says what came of it.</summary>
    public EventCallback<(string Text, ElementReference Button)> Copy { get; init; }

    public EventCallback<Guid> ShowVersion { get; init; }

    public EventCallback<Guid> Delete { get; init; }

    public EventCallback<(Guid Id, MessageFeedback? Feedback)> Feedback { get; init; }

    /// <summary>An answer with references in place of its quotations; null where there are no documents.</summary>
    public Func<ConversationMessage, CitedAnswer>? Cite { get; set; }

    /// <summary>The model is to be sent the whole conversation again.</summary>
    public EventCallback SendAll { get; init; }
}
