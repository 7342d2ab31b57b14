namespace QwenWebChat.DemoModel.Corpus;

/// <summary>Writes the samples of one skill.</summary>
internal interface ISkillGrammar
{
    /// <summary>Writes a sample and declares its contents on the drawing.</summary>
    Sample Write(Drawing drawing, Language language);
}
