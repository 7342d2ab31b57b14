using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>The services of a run.</summary>
internal sealed record SummaryServices(
    IChatClient Client, SummaryStore Store, OpenDocumentText Open, TimeProvider Time, ILogger<SummaryRun> Logger);
