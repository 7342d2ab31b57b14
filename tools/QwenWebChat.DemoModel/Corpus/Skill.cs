namespace QwenWebChat.DemoModel.Corpus;

/// <summary>What a sample teaches or tests.</summary>
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
