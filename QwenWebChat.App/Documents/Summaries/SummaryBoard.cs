using System.Collections.Immutable;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Summaries.Writing;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>The state of a run for pages. Thread-safe.</summary>
internal sealed class SummaryBoard(Guid id, Guid documentId, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly HashSet<int> _citations = [];
    private readonly long _startedAt = time.GetTimestamp();
    private ImmutableList<RunningSection> _sections = [];
    private DocumentText? _document;
    private SummaryBudget? _budget;
    private SummaryCoverage? _coverage;
    private int _coveredLeafCount = -1;
    private string _text = "";
    private RunningSection? _whole;

    public SummaryState State { get; private set; } = SummaryState.Waiting;

    public SummaryFailure? Failure { get; private set; }

    /// <summary>The sections by level, in the order of the document.</summary>
    public ImmutableList<RunningSection> Sections => Volatile.Read(ref _sections);

    public void Begin(DocumentText document, SummaryBudget budget, IEnumerable<RunningSection> sections, IEnumerable<int> citations)
    {
        lock (_gate)
        {
            (_document, _budget) = (document, budget);
            _citations.UnionWith(citations);
            State = SummaryState.Running;
        }

        Add(sections);
    }

    public void Add(IEnumerable<RunningSection> sections)
    {
        lock (_gate)
        {
            _sections = [.. _sections.AddRange(sections).OrderBy(section => section.Row.Level).ThenBy(section => section.Row.Start)];
        }
    }

    public void AddCitations(IEnumerable<int> numbers)
    {
        lock (_gate)
        {
            _citations.UnionWith(numbers);
        }
    }

    public HashSet<int> CopyCitations()
    {
        lock (_gate)
        {
            return [.. _citations];
        }
    }

    /// <summary>Sets the section whose text is that of the whole from now on.</summary>
    public void SetWhole(RunningSection section)
    {
        lock (_gate)
        {
            _whole = section;
        }
    }

    /// <summary>Sets the finished text of the whole.</summary>
    public void SetText(string text)
    {
        lock (_gate)
        {
            (_text, _whole) = (text, null);
        }
    }

    public void End(SummaryState state, SummaryFailure? failure)
    {
        lock (_gate)
        {
            UpdateCoverage();
            (State, Failure, _document) = (state, failure, null);
        }
    }

    public SummaryProgress Snapshot()
    {
        // The clock is read before the lock: a clock of a test may ask for the progress itself.
        TimeSpan elapsed = time.GetElapsedTime(_startedAt);
        lock (_gate)
        {
            UpdateCoverage();
            ImmutableList<RunningSection> leaves = _sections.FindAll(section => section.Row.Level == 0);
            return new SummaryProgress
            {
                Id = id,
                DocumentId = documentId,
                State = State,
                Sections = [.. _sections.Select(section => section.Row)],
                ReadTokens = leaves.Sum(leaf => leaf.ReadTokens),
                DocumentTokens = leaves.Sum(leaf => leaf.Row.TokenCount),
                Left = State == SummaryState.Running ? TimeLeft(elapsed) : null,
                Text = CitationMarks.Renumber(CitationMarks.Settled(Quotations.Hide(_whole is null ? _text : _whole.Text.Length > 0 ? _whole.Text : _whole.Row.Text)), _citations, out _),
                IsEngineBusy = _sections.Exists(section => section.IsBusy),
                Coverage = _coverage,
                Failure = Failure,
            };
        }
    }

    // Counted again only after another leaf was finished.
    private void UpdateCoverage()
    {
        List<SummarySection> read = [.. _sections.Select(section => section.Row).Where(row => row is { Level: 0, State: SummaryState.Finished })];
        if (_document is not null && read.Count != _coveredLeafCount)
        {
            _coveredLeafCount = read.Count;
            _coverage = SummaryCoverage.Of(_document, read.Select(row => (row.Start, row.Length)));
        }
    }

    // Measured in sections: a leaf and a merge take about the same time, and the remaining ones as long as those of this run.
    private TimeSpan? TimeLeft(TimeSpan elapsed)
    {
        if (_budget is null || !_sections.Exists(section => !section.IsOld && section.Row.State == SummaryState.Finished))
        {
            return null;
        }

        double done = _sections.Where(section => !section.IsOld).Sum(section => section.FractionDone(_budget.SectionAnswer));
        int leaves = _sections.Count(section => section.Row.Level == 0);
        int merges = _sections.Count - leaves;
        // Until the last merge has begun, the maximum number of merges is expected.
        merges = _whole is null ? Math.Max(merges, _budget.MergesOf(leaves).Sum()) : merges;
        double left = leaves + merges - done - _sections.Count(section => section.IsOld);
        return elapsed * (Math.Max(0, left) / done);
    }
}
