namespace QwenWebChat.DemoModel.Corpus;

/// <summary>Which combinations of slots a sample is drawn from; a combination belongs to exactly one of them.</summary>
public enum Split
{
    Train,
    Test,
}
