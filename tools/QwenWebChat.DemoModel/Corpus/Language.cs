namespace QwenWebChat.DemoModel.Corpus;

/// <summary>The languages that the demo model knows.</summary>
public enum Language
{
    English,
    Chinese,
}
