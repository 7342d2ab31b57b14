using QwenWebChat.DemoModel.Corpus;

namespace QwenWebChat.DemoModel.Evaluation;

/// <summary>The score of a skill in one language on held-out samples.</summary>
internal sealed record SkillScore(Skill Skill, Language Language, int SampleCount, int RightCount, int ValidJsonCount)
{
    public double RightShare => (double)RightCount / SampleCount;
}
