using System.ComponentModel;
using System.Globalization;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using QwenWebChat.App.Api;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Mcp.Server;

/// <summary>The tool that summarizes a document. A run belongs to the app: it goes on when its client leaves, and the next call finds it.</summary>
internal sealed class SummaryTool(McpDocuments documents, SummaryDesk desk, SummaryStore store, TimeProvider time)
{
    private const int MaxFocus = 1_000;
    private const int MaxLanguage = 60;
    private const int MaxWords = 10_000;

    // Many clients give a call up after a minute.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    [McpServerTool(Name = "summarize_document", Title = "Summarize a document", ReadOnly = false, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Summarizes a document with the user's language model and returns Markdown with checked quotations. A summary that exists is returned at once. A long document takes minutes: progress is reported, and without a progress token the call returns after 45 seconds and the same call later returns the result.")]
    public async Task<DocumentSummary> SummarizeAsync(
        RequestContext<CallToolRequestParams> context,
        IProgress<ProgressNotificationValue> progress,
        [Description("The id of the document, as list_documents returns it.")] string documentId,
        [Description("executive: a few paragraphs; bullets; detailed: longer, in the order of the document; chapters: a section for each chapter.")] SummaryStyle style = SummaryStyle.Executive,
        [Description("The approximate number of words, 20 to 10000; by default the style decides.")] int? words = null,
        [Description("The language by its own name, such as English or 简体中文; by default the document's language.")] string? language = null,
        [Description("A question that the summary should answer first.")] string? focus = null,
        [Description("True to write it again although one exists.")] bool renew = false,
        [Description("The offset at which the text of a long summary begins; the note in the result names it.")] int start = 0,
        CancellationToken cancellationToken = default)
    {
        Document document = (await documents.OpenAsync(documentId, cancellationToken).ConfigureAwait(false)).Document;
        SummaryOptions options = new() { Style = style, Words = words is { } count ? ToolLimits.Require(nameof(words), count, 20, MaxWords) : null, Language = Bounded(language, nameof(language), MaxLanguage), Focus = Bounded(focus, nameof(focus), MaxFocus) };
        ProgressReport report = new(progress, time);
        bool isFollowed = context.Params?.ProgressToken is not null;
        try
        {
            Guid id = await FindOrBeginAsync(document.Id, options, renew, cancellationToken).ConfigureAwait(false);
            bool hasEnded = await WaitAsync(id, report, isFollowed ? Timeout.InfiniteTimeSpan : Patience, cancellationToken).ConfigureAwait(false);
            return hasEnded ? await ResultAsync(document, id, start, cancellationToken).ConfigureAwait(false) : Running(document, id);
        }
        catch (SummaryException exception)
        {
            throw new McpException(ReasonOf(exception.Failure, document));
        }
    }

    private static string? Bounded(string? text, string name, int maxLength)
    {
        ToolLimits.Require($"The length of {name}", text?.Length ?? 0, 0, maxLength);
        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }

    private async Task<Guid> FindOrBeginAsync(Guid documentId, SummaryOptions options, bool renew, CancellationToken cancellationToken)
    {
        IReadOnlyList<Summary> all = await store.ListAsync(documents.OwnerId, documentId, cancellationToken).ConfigureAwait(false);
        // A running one is waited for even if a new one is asked for: the call that began it may have been repeated.
        if (all.FirstOrDefault(summary => summary.Options == options && (!renew || summary.State is SummaryState.Waiting or SummaryState.Running)) is not { } present)
        {
            return await desk.BeginAsync(documents.OwnerId, documentId, options, key: documents.Key, cancellationToken: cancellationToken).ConfigureAwait(false)
                ?? throw new McpException("The document was deleted meanwhile.");
        }

        if (present.State != SummaryState.Finished)
        {
            await desk.ResumeAsync(documents.OwnerId, present.Id, documents.Key, cancellationToken).ConfigureAwait(false);
        }

        return present.Id;
    }

    // Returns false if it still runs.
    private async Task<bool> WaitAsync(Guid id, ProgressReport report, TimeSpan patience, CancellationToken cancellationToken)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        desk.Changed += OnChanged;
        try
        {
            if (desk.Find(documents.OwnerId, id) is not { IsRunning: true })
            {
                return true;
            }

            await ended.Task.WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            desk.Changed -= OnChanged;
        }

        void OnChanged(SummaryProgress progress)
        {
            if (progress.Id != id)
            {
                return;
            }

            int merges = progress.Sections.Count(section => section is { Level: > 0, State: SummaryState.Finished });
            report.Send(progress.ReadTokens + merges + progress.Text.Length, Describe(progress));
            if (!progress.IsRunning)
            {
                ended.TrySetResult();
            }
        }
    }

    private static string Describe(SummaryProgress progress) => string.Create(
        CultureInfo.InvariantCulture, $"Read {progress.ReadTokens} of {progress.DocumentTokens} tokens; {progress.FinishedLeafCount} of {progress.LeafCount} sections are summarized.");

    private DocumentSummary Running(Document document, Guid id) => new(
        document.Id.ToString(), document.Name, SummaryState.Running, "", [], "",
        $"The summary is being written. {(desk.Find(documents.OwnerId, id) is { } progress ? $"{Describe(progress)} " : "")}Call summarize_document again with the same arguments to get it.");

    private async Task<DocumentSummary> ResultAsync(Document document, Guid id, int start, CancellationToken cancellationToken)
    {
        if (desk.Find(documents.OwnerId, id) is { Failure: { } failure })
        {
            throw new McpException(ReasonOf(failure, document));
        }

        if (await store.OpenAsync(documents.OwnerId, id, cancellationToken).ConfigureAwait(false) is not { Summary.State: SummaryState.Finished } view)
        {
            throw new McpException($"The summary of {document.Name} was stopped; call summarize_document again to go on with it.");
        }

        ToolLimits.Require(nameof(start), start, 0, view.Text.Length);
        int end = ToolLimits.EndOf(view.Text, start, view.Text.Length, ToolLimits.MaxText);
        string text = view.Text[start..end];
        SummaryCoverage? coverage = await desk.CoverageAsync(documents.OwnerId, id, cancellationToken).ConfigureAwait(false);
        return new DocumentSummary(
            document.Id.ToString(), document.Name, SummaryState.Finished, text,
            [.. view.Citations.Where(citation => text.Contains(CitationMarks.Of(citation.Number), StringComparison.Ordinal)).Select(CheckedQuotation.Of)],
            view.Summary.Model, NoteOf(view.Text.Length, end, coverage));
    }

    private static string? NoteOf(int length, int end, SummaryCoverage? coverage)
    {
        string cut = end < length ? string.Create(CultureInfo.InvariantCulture, $"The summary goes on: {length - end} more characters from start {end}. ") : "";
        string unread = coverage is { IsTextComplete: false } ? string.Create(CultureInfo.InvariantCulture, $"{coverage.CharactersRead} of {coverage.CharacterCount} characters of the document were read. ") : "";
        string gaps = coverage?.Gaps.ForModel() ?? "";
        return $"{cut}{unread}{gaps}".Trim() is { Length: > 0 } note ? note : null;
    }

    private static string ReasonOf(SummaryFailure failure, Document document) => failure.Kind switch
    {
        SummaryFailureKind.NoModel => "No model is loaded; load one in the app.",
        SummaryFailureKind.NoText => $"{document.Name} has no text to summarize.",
        SummaryFailureKind.DocumentChanged => $"The text of {document.Name} has changed since the summary was begun; renew writes it again.",
        SummaryFailureKind.ContextTooShort => string.Create(CultureInfo.InvariantCulture, $"A section needs {failure.NeededTokens} tokens, and the model's context has {failure.ContextTokens}."),
        SummaryFailureKind.QuotaExceeded => $"{ApiErrors.OfQuota(failure.Quota!).Message} The same call goes on with the summary.",
        SummaryFailureKind.SectionFailed => $"The model could not summarize {failure.Missing.Count} sections of {document.Name}; the same call tries them again.",
        _ => $"The summary of {document.Name} failed; the app's log has the reason.",
    };
}
