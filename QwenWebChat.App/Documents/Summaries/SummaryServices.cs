using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>What a run works with.</summary>
internal sealed record SummaryServices(
    IChatClient Client, SummaryJournal Journal, OpenDocumentText Open, TimeProvider Time, ILogger<SummaryRun> Logger);
