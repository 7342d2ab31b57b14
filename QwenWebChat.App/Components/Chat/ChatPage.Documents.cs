using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Questions;

namespace QwenWebChat.App.Components.Chat;

/// <summary>The documents that the chat is about, and their updates.</summary>
public sealed partial class ChatPage
{
    [Inject]
    private DocumentDesk Documents { get; set; } = null!;

    // A document being read reports progress many times a second; only the end matters here.
    private void OnDocumentChanged(DocumentChanged change)
    {
        if (_conversation?.Sources is DocumentQuestions questions && questions.IsAbout(change.DocumentId) && Documents.ProgressOf(change.DocumentId) is null)
        {
            _ = InvokeAsync(() => RefreshAsync(questions));
        }
    }

    private async Task RefreshAsync(DocumentQuestions questions)
    {
        await questions.LoadAsync();
        if (_conversation?.Sources == questions)
        {
            _actions.Cite = AnswerCitations.Of(_conversation, Text);
            Culture.Run(StateHasChanged);
        }
    }
}
