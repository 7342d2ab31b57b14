using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Questions;
using QwenWebChat.App.Sharing;

namespace QwenWebChat.App.Components.Chat;

/// <summary>The documents that the chat is about, and their updates.</summary>
public sealed partial class ChatPage
{
    [Inject]
    private DocumentDesk Documents { get; set; } = null!;

    [Inject]
    private ShareStore Shares { get; set; } = null!;

    [Inject]
    private AccountDirectory Directory { get; set; } = null!;

    // A document being read reports progress many times a second; only the end matters here.
    private void OnDocumentChanged(DocumentChanged change)
    {
        if (_conversation?.Sources is DocumentQuestions questions && questions.IsAbout(change.DocumentId) && Documents.ProgressOf(change.DocumentId) is null)
        {
            _ = InvokeAsync(() => RefreshAsync(questions));
        }
    }

    // A share that ends takes its documents along.
    private void OnSharesChanged()
    {
        if (_conversation?.Sources is DocumentQuestions questions)
        {
            _ = InvokeAsync(() => RefreshAsync(questions));
        }
    }

    private async Task RefreshAsync(DocumentQuestions questions)
    {
        IReadOnlyList<SourceDocument> before = questions.Documents;
        await questions.LoadAsync();
        // Most changes of shares and accounts concern other documents.
        if (_conversation?.Sources == questions && !ReferenceEquals(before, questions.Documents))
        {
            _actions.Cite = AnswerCitations.Of(_conversation.Sources, _actions.AddressOf, Text);
            Culture.Run(StateHasChanged);
        }
    }
}
