namespace QwenWebChat.DemoModel.Corpus;

/// <summary>One question and its answer.</summary>
public sealed record ChatTurn(string User, string Assistant);
