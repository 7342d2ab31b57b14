namespace QwenWebChat.DemoModel.Corpus;

/// <summary>A question and its answer.</summary>
public sealed record ChatTurn(string User, string Assistant);
