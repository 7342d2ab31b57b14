using System.ComponentModel;
using System.Globalization;
using System.Security.Claims;
using System.Text;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Server;
using QwenWebChat.App.Api;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Questions;
using QwenWebChat.App.Generation;
using QwenWebChat.App.Models;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Mcp.Server;

/// <summary>The tool that answers a question about documents, as a chat about them does.</summary>
internal sealed class QuestionTool(McpDocuments documents, DocumentSources sources, IChatClient client, IModelHost model, TimeProvider time)
{
    private const int MaxDocuments = 20;
    private const int MaxQuestion = 20_000;
    private const int MaxAnswerTokens = 32_768;

    [McpServerTool(Name = "ask_document", Title = "Ask about documents", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Answers a question from the given documents and nothing else, with the user's language model. Each quotation in the answer was compared with the documents: exact, normalized (but for case, spacing and the like), close (similar words) or not_found (the document does not contain it; do not trust it).")]
    public async Task<CheckedAnswer> AskAsync(
        ClaimsPrincipal? user,
        IProgress<ProgressNotificationValue> progress,
        [Description("The question, in the language in which it should be answered.")] string question,
        [Description("The ids of the documents, 1 to 20, as list_documents and search_documents return them.")] string[] documentIds,
        [Description("The maximum number of tokens of the answer; by default the model's own.")] int? maxTokens = null,
        CancellationToken cancellationToken = default)
    {
        ToolLimits.Require("The length of question", question.Trim().Length, 1, MaxQuestion);
        ToolLimits.Require("The number of documentIds", documentIds.Length, 1, MaxDocuments);
        SamplingOverrides sampling = maxTokens is { } most ? new SamplingOverrides { MaxTokens = ToolLimits.Require(nameof(maxTokens), most, 1, MaxAnswerTokens) } : SamplingOverrides.None;
        List<Document> all = [];
        foreach (string id in documentIds)
        {
            all.Add((await documents.OpenAsync(id, cancellationToken).ConfigureAwait(false)).Document);
        }

        Guid[] ids = [.. all.Select(document => document.Id).Distinct()];
        DocumentQuestions questions = await sources.BeginAsync(documents.OwnerId, ids, cancellationToken).ConfigureAwait(false);
        ChatSetup setup = new(null, sampling);
        ConversationMessage[] path = [new ConversationMessage(Guid.Empty, MessageRole.User, question.Trim())];
        // Not on this thread: to count a long document takes a while.
        SentSources? sent = await Task.Run(() => Fit(questions, path, setup), cancellationToken).ConfigureAwait(false);
        List<ChatMessage> prompt = ConversationPrompt.Build(path, setup, sent);
        QwenChatOptions options = new()
        {
            Sampling = sampling,
            Owner = McpEndpoint.OwnerOf(documents.OwnerId, user),
            Kind = RequestKind.Api,
            Stored = sent?.StoredIn(prompt, hasTools: false),
        };
        (string text, string? name, bool isCut) = await AnswerAsync(prompt, options, new ProgressReport(progress, time), cancellationToken).ConfigureAwait(false);
        CitedText cited = questions.Cite(AnswerPart.WithoutReasoning(text));
        return new CheckedAnswer(cited.Markdown, [.. cited.Citations.Select(CheckedQuotation.Of)], name ?? model.Status.Name ?? "", NoteOf(sent, isCut));
    }

    private SentSources? Fit(DocumentQuestions questions, ConversationMessage[] path, ChatSetup setup)
    {
        ContextMeter meter = new(client.GetService<IPromptCounter>() ?? throw ApiErrors.NoModel(model.Status), questions);
        if (meter.FindOverflow(path, setup, hasDraft: true) is { } overflow)
        {
            throw new McpException(string.Create(CultureInfo.InvariantCulture, $"The question with its documents has {overflow.PromptTokens} tokens, which leaves no room for an answer in the model's context of {overflow.ContextTokens}."));
        }

        return meter.SourcesFor(path, setup);
    }

    private async Task<(string Text, string? Model, bool IsCut)> AnswerAsync(List<ChatMessage> prompt, QwenChatOptions options, ProgressReport report, CancellationToken cancellationToken)
    {
        StringBuilder text = new();
        string? name = null;
        ChatFinishReason? end = null;
        int read = 0;
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(prompt, options, cancellationToken).ConfigureAwait(false))
        {
            text.Append(update.Text);
            (name, end) = (update.ModelId ?? name, update.FinishReason ?? end);
            if (update.Contents is [GenerationProgressContent { Progress: var progress }])
            {
                read = progress.ReadTokens;
                report.Send(read + 1, progress.RequestsAhead > 0
                    ? string.Create(CultureInfo.InvariantCulture, $"{progress.RequestsAhead} requests are ahead.")
                    : string.Create(CultureInfo.InvariantCulture, $"Read {read} of {progress.PromptTokens} tokens."));
            }
            else if (update.Text.Length > 0)
            {
                report.Send(read + 1 + text.Length, string.Create(CultureInfo.InvariantCulture, $"Writing: {text.Length} characters."));
            }
        }

        return end == QwenChatClient.Interrupted
            ? throw new McpException("The model was interrupted before the answer was whole; ask again.")
            : (text.ToString(), name, end == ChatFinishReason.Length);
    }

    private static string? NoteOf(SentSources? sent, bool isCut)
    {
        string parts = string.Join(" ", (sent?.Use.Documents ?? []).Where(use => !use.IsWhole).Select(use => string.Create(
            CultureInfo.InvariantCulture, $"Of {use.Name}, which does not fit into the context, the model read the {use.SentCharacters} of {use.CharacterCount} characters that fit the question best.")));
        string end = isCut ? " The answer was cut at its maximum length; maxTokens allows a longer one." : "";
        return $"{parts}{end}".Trim() is { Length: > 0 } note ? note : null;
    }
}
