using System.Text.Json.Serialization;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Summaries;

namespace QwenWebChat.App.Api.OpenAi.Summaries;

/// <summary>An event of a streamed summary.</summary>
/// <param name="Type">The name of the event.</param>
internal abstract record SummaryEvent([property: JsonPropertyOrder(-1)] string Type)
{
    /// <summary>The progress of a summary.</summary>
    /// <param name="LeavesDone">The sections of the document that were read.</param>
    /// <param name="ReadTokens">The tokens of the document that were read.</param>
    /// <param name="SecondsLeft">The estimated time left; null until a section is finished.</param>
    internal sealed record Progress(string Id, string Status, int LeavesDone, int LeavesTotal, int ReadTokens, int DocumentTokens, int? SecondsLeft) : SummaryEvent("summary.progress")
    {
        public static Progress Of(SummaryProgress progress) => new(
            ObjectIds.Summaries.Of(progress.Id), WordOf(progress.State), progress.FinishedLeafCount, progress.LeafCount, progress.ReadTokens, progress.DocumentTokens,
            progress.Left is { } left ? (int)Math.Ceiling(left.TotalSeconds) : null);

        public static Progress Of(Summary summary)
        {
            SummarySection[] leaves = [.. summary.Sections.Where(section => section.Level == 0)];
            SummarySection[] done = [.. leaves.Where(section => section.State == SummaryState.Finished)];
            return new Progress(ObjectIds.Summaries.Of(summary.Id), WordOf(summary.State), done.Length, leaves.Length, done.Sum(section => section.TokenCount), summary.DocumentTokens, null);
        }
    }

    /// <summary>The end of a complete summary.</summary>
    internal sealed record Completed(SummaryObject Summary) : SummaryEvent("summary.completed");

    /// <summary>The error of a summary, which ends the stream.</summary>
    internal sealed record Failure(OpenAiFormat.ErrorDetails Error) : SummaryEvent("error");

    /// <summary>Returns the word for a state, as Responses have them.</summary>
    public static string WordOf(SummaryState state) => state switch
    {
        SummaryState.Waiting => "queued",
        SummaryState.Running => "in_progress",
        SummaryState.Finished => "completed",
        SummaryState.Failed => "failed",
        _ => "stopped",
    };
}
