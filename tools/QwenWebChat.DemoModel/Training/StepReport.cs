namespace QwenWebChat.DemoModel.Training;

/// <summary>How training stands after a step.</summary>
/// <param name="AnswerLoss">The mean cross-entropy of the answers' tokens, in nats.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="TokensPerSecond">Since the run began, padding not counted.</param>
internal sealed record StepReport(int Step, int StepCount, double AnswerLoss, double GradientNorm, double LearningRate, double TokensPerSecond, double SecondsPerStep);
