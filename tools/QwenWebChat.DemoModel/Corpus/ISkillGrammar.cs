namespace QwenWebChat.DemoModel.Corpus;

/// <summary>Writes the samples of one skill.</summary>
internal interface ISkillGrammar
{
    /// <summary>Draws a sample and defines its contents on the drawing.</summary>
    Sample Write(Drawing drawing, Language language);
}
