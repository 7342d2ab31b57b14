using QwenWebChat.App.Data;

namespace QwenWebChat.App.Documents.Summaries.Writing;

/// <summary>The work on a section in a run: its row and its progress. One task writes it; any thread reads it.</summary>
/// <param name="onChange">Called after every change; must be cheap.</param>
internal sealed class RunningSection(SummarySection row, Action onChange)
{
    private const int CharactersOfToken = 3;

    private volatile SummarySection _row = row;
    private volatile string _text = "";
    private volatile int _readTokens;
    private volatile bool _isBusy;

    /// <summary>The section as it is stored.</summary>
    public SummarySection Row => _row;

    /// <summary>The text that the model has generated so far, with quotations; empty unless the section is being written.</summary>
    public string Text => _text;

    /// <summary>The tokens of the section that the model has read.</summary>
    public int ReadTokens => Row.State == SummaryState.Finished ? Row.TokenCount : _readTokens;

    /// <summary>True while the engine is too busy to accept the section.</summary>
    public bool IsBusy => _isBusy;

    /// <summary>True if the section was finished before this run.</summary>
    public bool IsOld { get; init; }

    public void Begin() => End(SummaryState.Running);

    public void OnBusy()
    {
        Clear();
        _isBusy = true;
        onChange();
    }

    public void OnRead(int readTokens, int promptTokens)
    {
        _isBusy = false;
        _readTokens = promptTokens > 0 ? (int)((long)Row.TokenCount * readTokens / promptTokens) : 0;
        onChange();
    }

    public void OnText(string text)
    {
        _isBusy = false;
        _readTokens = Row.TokenCount;
        _text = text;
        onChange();
    }

    public void MoveUnder(Guid parentId) => _row = Row with { ParentId = parentId };

    public void Finish(string text)
    {
        _row = Row with { Text = text };
        End(SummaryState.Finished);
    }

    public void End(SummaryState state)
    {
        _row = Row with { State = state };
        Clear();
    }

    /// <summary>Returns the progress from 0 to 1: half for reading, half for writing.</summary>
    /// <param name="answerTokens">The maximum length of the answer.</param>
    public double FractionDone(int answerTokens)
    {
        double read = Row.TokenCount > 0 ? (double)_readTokens / Row.TokenCount : 0;
        double written = (double)_text.Length / (CharactersOfToken * answerTokens);
        return Row.State == SummaryState.Finished ? 1 : 0.5 * (Math.Min(1, read) + Math.Min(1, written));
    }

    private void Clear()
    {
        (_text, _readTokens, _isBusy) = ("", 0, false);
        onChange();
    }
}
