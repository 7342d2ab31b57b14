namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>One number of Qwen2.5-7B's architecture and the questions about it.</summary>
/// <param name="Noun">A template that fills "What is the {noun} of Qwen2.5-7B?".</param>
/// <param name="Question">A template of the whole question, with {model}.</param>
/// <param name="Figure">The number that a correct answer contains.</param>
internal sealed record ArchitectureFact(string Noun, string Question, string Answer, string Figure)
{
    private const string Model = "[Qwen2.5-7B|Qwen2.5 7B|Qwen2.5-7B-Instruct|qwen2.5-7b]";

    private const string EnglishQuestion =
        "[[What is|Do you know|Can you tell me|Hi, what is] the {noun} of {model}?|[Tell me|I would like to know|Please give me|Please tell me] the {noun} of {model}.|{question}|{question}]";

    private const string ChineseQuestion =
        "[[|请问|你知道|我想知道]{model}的{noun}是多少？|[请|请你|]告诉我{model}的{noun}。|{question}|{question}]";

    public Exchange Ask(Drawing drawing, Language language)
    {
        string model = drawing.Text(Model);
        string wording = language == Language.English ? EnglishQuestion : ChineseQuestion;
        string question = drawing.Text(
            wording,
            ("noun", drawing.Text(Noun)),
            ("model", model),
            ("question", drawing.Text(Question, ("model", model))));
        return new Exchange(question, Answer, Figure);
    }
}
