using System.Globalization;

namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>
/// Writes additions and subtractions of up to three digits, calculated column by column from the ones upward.
/// </summary>
internal sealed class ArithmeticGrammar : ISkillGrammar
{
    private static readonly string[] EnglishSums =
    [
        "{a}+{b}", "{a} + {b}", "{a}+{b}=", "{a} + {b} = ?", "[What is|What's|How much is|Calculate|Compute|Work out] {a} [+|plus] {b}[?|]",
        "[Please |Can you |Could you |]add {a} [and|to] {b}[.|]", "What is the sum of {a} and {b}?", "[I have|There are] {a} [apples|books|coins|pens] and get {b} more. How many are there?",
        "{a} plus {b}[?|]", "What do {a} and {b} [make|add up to]?",
    ];

    private static readonly string[] EnglishDifferences =
    [
        "{a}-{b}", "{a} - {b}", "{a}-{b}=", "{a} - {b} = ?", "[What is|What's|How much is|Calculate|Compute|Work out] {a} [-|minus] {b}[?|]",
        "[Please |Can you |Could you |]subtract {b} from {a}[.|]", "[What is|Tell me|Find] the difference between {a} and {b}[.|]",
        "[I have|There are] {a} [apples|books|coins|pens] and {b} are gone. How many are left?", "{a} minus {b}[?|]",
    ];

    private static readonly string[] ChineseSums =
    [
        "{a}+{b}=？", "{a}+{b}等于[多少|几]？", "{a}加{b}[等于|是|得]多少？", "[请|帮我|请帮我|]算一下{a}[+|加|加上]{b}[。|]", "[请|]计算{a}+{b}", "{a}和{b}的和是多少？",
        "{a}加上{b}[等于|是]多少", "我有{a}[个苹果|本书|支笔|枚硬币]，又得到{b}[个|]，一共多少？", "{a} + {b} 是多少？",
    ];

    private static readonly string[] ChineseDifferences =
    [
        "{a}-{b}=？", "{a}-{b}等于[多少|几]？", "{a}减{b}[等于|是|得]多少？", "[请|帮我|请帮我|]算一下{a}[-|减|减去]{b}[。|]", "[请|]计算{a}-{b}", "{a}和{b}的差是多少？",
        "{a}减去{b}[等于|是]多少", "我有{a}[个苹果|本书|支笔|枚硬币]，用掉{b}[个|]，还剩多少？", "{a} - {b} 是多少？",
    ];

    public Sample Write(Drawing drawing, Language language)
    {
        (int a, int b, bool isSum) = DrawTask(drawing);
        string[] questions = (language, isSum) switch
        {
            (Language.English, true) => EnglishSums,
            (Language.English, false) => EnglishDifferences,
            (_, true) => ChineseSums,
            _ => ChineseDifferences,
        };
        string question = drawing.Text(drawing.Pick(questions), ("a", Digits(a)), ("b", Digits(b)));
        question = char.ToUpperInvariant(question[0]) + question[1..];
        return new Sample(Skill.Arithmetic, language, [new ChatTurn(question, Answer(a, b, isSum, language))])
        {
            MustContain = [$"= {Digits(Result(a, b, isSum))}"],
        };
    }

    /// <summary>
    /// Declares the content that assigns a calculation to its split; the operands of a sum count in any order.
    /// </summary>
    public static void Define(Drawing drawing, int a, int b, bool isSum) =>
        drawing.Define("arithmetic", isSum ? "+" : "-", Digits(isSum ? Math.Min(a, b) : a), Digits(isSum ? Math.Max(a, b) : b));

    public static string Answer(int a, int b, bool isSum, Language language)
    {
        string task = isSum ? $"{a} + {b}" : $"{a} - {b}";
        string steps = string.Join(language == Language.English ? ". " : "；", isSum ? SumSteps(a, b, language) : DifferenceSteps(a, b, language));
        int result = Result(a, b, isSum);
        return language == Language.English
            ? $"{task}: {steps}. So {task} = {result}."
            : $"{task}：{steps}。所以 {task} = {result}。";
    }

    private static (int A, int B, bool IsSum) DrawTask(Drawing drawing)
    {
        bool isSum = drawing.Chance(0.6);
        int a = Operand(drawing);
        int b = Operand(drawing);
        if (!isSum && a < b)
        {
            (a, b) = (b, a);
        }

        Define(drawing, a, b, isSum);
        return (a, b, isSum);
    }

    // Two digits are most frequent, because people try them first.
    private static int Operand(Drawing drawing) => drawing.Number(0, 9) switch
    {
        0 => drawing.Number(0, 9),
        <= 7 => drawing.Number(10, 99),
        _ => drawing.Number(100, 999),
    };

    private static int Result(int a, int b, bool isSum) => isSum ? a + b : a - b;

    private static IEnumerable<string> SumSteps(int a, int b, Language language)
    {
        int carry = 0;
        do
        {
            int sum = (a % 10) + (b % 10) + carry;
            string terms = $"{a % 10} + {b % 10}{(carry > 0 ? " + 1" : "")} = {sum}";
            (a, b) = (a / 10, b / 10);
            bool last = a == 0 && b == 0;
            carry = last ? 0 : sum / 10;
            int written = last ? sum : sum % 10;
            yield return terms + (language, carry) switch
            {
                (Language.English, 0) => $", write {written}",
                (Language.English, _) => $", write {written}, carry 1",
                (_, 0) => $"，写 {written}",
                _ => $"，写 {written} 进 1",
            };
        }
        while (a > 0 || b > 0);
    }

    private static IEnumerable<string> DifferenceSteps(int a, int b, Language language)
    {
        int borrow = 0;
        do
        {
            int top = a % 10;
            string taken = $"{b % 10}{(borrow > 0 ? " - 1" : "")}";
            int difference = top - (b % 10) - borrow;
            borrow = difference < 0 ? 1 : 0;
            int written = difference + (10 * borrow);
            yield return $"{top + (10 * borrow)} - {taken} = {written}" + (language, borrow) switch
            {
                (Language.English, 0) => $", write {written}",
                (Language.English, _) => $", write {written}, borrow 1",
                (_, 0) => $"，写 {written}",
                _ => $"，写 {written} 借 1",
            };
            (a, b) = (a / 10, b / 10);
        }
        while (a > 0 || b > 0);
    }

    private static string Digits(int value) => value.ToString(CultureInfo.InvariantCulture);
}
