namespace QwenWebChat.DemoModel.Training;

/// <summary>The progress of the training after a step.</summary>
/// <param name="AnswerLoss">The mean cross-entropy of the answers' tokens, in nats.</param>
/// <param name="GradientNorm">The gradient norm before clipping.</param>
/// <param name="TokensPerSecond">Tokens per second since the start of the run, without padding.</param>
internal sealed record StepReport(int Step, int StepCount, double AnswerLoss, double GradientNorm, double LearningRate, double TokensPerSecond, double SecondsPerStep);
