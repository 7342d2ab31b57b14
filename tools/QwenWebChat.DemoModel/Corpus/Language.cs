namespace QwenWebChat.DemoModel.Corpus;

/// <summary>The languages of the demo model.</summary>
public enum Language
{
    English,
    Chinese,
}
