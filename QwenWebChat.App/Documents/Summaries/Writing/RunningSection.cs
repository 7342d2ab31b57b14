using QwenWebChat.App.Data;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Documents.Summaries.Writing;

/// <summary>A section in a run: its row, and what of it is under way. Written by the task that writes it, read by any.</summary>
/// <param name="row">Its state and text are those that are kept.</param>
/// <param name="onChange">Told of every change; cheap.</param>
internal sealed class RunningSection(SummarySection row, Action onChange)
{
    private const int CharactersOfToken = 3;

    private volatile string _text = "";
    private volatile int _readTokens;
    private volatile bool _isBusy;

    public SummarySection Row => row;

    /// <summary>What the model has written so far, quotations and all; empty unless it is written now.</summary>
    public string Text => _text;

    /// <summary>The engine has refused it for now.</summary>
    public bool IsBusy => _isBusy;

    /// <summary>It was finished before this run.</summary>
    public bool IsOld { get; init; }

    public void Begin()
    {
        row.State = SummaryState.Running;
        Clear();
    }

    public void OnBusy()
    {
        Clear();
        _isBusy = true;
        onChange();
    }

    public void OnRead(int readTokens, int promptTokens)
    {
        _isBusy = false;
        _readTokens = promptTokens > 0 ? (int)((long)row.TokenCount * readTokens / promptTokens) : 0;
        onChange();
    }

    public void OnText(string text)
    {
        _isBusy = false;
        _readTokens = row.TokenCount;
        _text = text;
        onChange();
    }

    public void End(SummaryState state)
    {
        row.State = state;
        Clear();
    }

    /// <summary>0 to 1: half for what is read, half for what is written.</summary>
    /// <param name="answerTokens">The most that it writes.</param>
    public double FractionDone(int answerTokens)
    {
        double read = row.TokenCount > 0 ? (double)_readTokens / row.TokenCount : 0;
        double written = (double)_text.Length / (CharactersOfToken * answerTokens);
        return row.State == SummaryState.Finished ? 1 : 0.5 * (Math.Min(1, read) + Math.Min(1, written));
    }

    public SectionProgress Snapshot()
    {
        bool isRead = row.State == SummaryState.Finished;
        string partial = CitationMarks.Settled(Quotations.Hide(_text));
        return new SectionProgress(
            row.Id, row.ParentId, row.Level, row.Place, row.Title, row.FirstPage, row.LastPage, row.TokenCount, row.State, isRead ? row.TokenCount : _readTokens, partial);
    }

    private void Clear()
    {
        (_text, _readTokens, _isBusy) = ("", 0, false);
        onChange();
    }
}
