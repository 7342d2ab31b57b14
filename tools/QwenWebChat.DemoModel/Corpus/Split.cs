namespace QwenWebChat.DemoModel.Corpus;

/// <summary>The part of the corpus to which a combination of slots belongs; each belongs to exactly one.</summary>
public enum Split
{
    Train,
    Test,
}
