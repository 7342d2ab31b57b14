namespace QwenWebChat.DemoModel.Corpus;

/// <summary>The skill that a sample trains or tests.</summary>
public enum Skill
{
    SmallTalk,
    About,
    Arithmetic,
    JsonExtraction,
    Summary,
    SummaryMerge,
    Quotation,
    FollowUp,
    Repetition,
    OutOfDomain,
}
