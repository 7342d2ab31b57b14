using QwenWebChat.App.Tools;

namespace QwenWebChat.Tests.Tools;

/// <summary>Expressions that the calculator computes, and others that it refuses.</summary>
public sealed class ArithmeticExpressionTests
{
    [Theory]
    [InlineData("17 * 23", "391")]
    [InlineData("0.1 + 0.2", "0.3")]
    [InlineData("2 + 3 * 4 - 6 / 4", "12.5")]
    [InlineData("2^10", "1024")]
    [InlineData("2**3**2", "512")]
    [InlineData("-2^2", "-4")]
    [InlineData("(-2)^2", "4")]
    [InlineData("2^-2", "0.25")]
    [InlineData("0^0", "1")]
    [InlineData("--5", "5")]
    [InlineData("- +3", "-3")]
    [InlineData("10 % 3", "1")]
    [InlineData("-7 % 3", "2")]
    [InlineData("15% * 80", "12")]
    [InlineData("200 * (1 + 19%)", "238")]
    [InlineData("1,234,567.50 * 2", "2469135")]
    [InlineData("max(1,234)", "234")]
    [InlineData("10/3", "3.3333333333333333333333333333")]
    [InlineData("10/2", "5")]
    [InlineData("5!", "120")]
    [InlineData("3!^2", "36")]
    [InlineData("sqrt(144)", "12")]
    [InlineData("sqrt(0.25)", "0.5")]
    [InlineData("sqrt(2)", "≈ 1.4142135623731")]
    [InlineData("round(2.5)", "3")]
    [InlineData("Round(10/3, 2)", "3.33")]
    [InlineData("floor(-1.5) + ceil(1.2) + abs(-4)", "4")]
    [InlineData("min(3, 1, 2) + sum(1, 2, 3) / avg(2, 4)", "3")]
    [InlineData("mod(10, 4)", "2")]
    [InlineData("log(1000)", "≈ 3")]
    [InlineData("log(8, 2)", "≈ 3")]
    [InlineData("cos(0) + ln(e)", "≈ 2")]
    [InlineData("pi", "≈ 3.14159265358979")]
    [InlineData("３×（4＋5）÷２ =", "13.5")]
    [InlineData("1e3 + 2.5E-1", "1000.25")]
    [InlineData(".5 + 1.", "1.5")]
    [InlineData("2^200", "≈ 1.60693804425899E+60")]
    [InlineData("79228162514264337593543950335 + 1", "≈ 7.92281625142643E+28")]
    [InlineData("1e-20 * 1e-20", "≈ 1E-40")]
    [InlineData("1 / 3^60", "≈ 2.35898248759257E-29")]
    [InlineData("170!", "≈ 7.25741561530799E+306")]
    [InlineData("1e-40", "≈ 1E-40")]
    public void Evaluate_Expression_IsItsResult(string expression, string result)
    {
        Assert.Equal(result, ArithmeticExpression.Evaluate(expression).ToString());
    }

    [Theory]
    [InlineData("", "The expression ends at character 1; expected a number.")]
    [InlineData("2 +", "The expression ends at character 4; expected a number.")]
    [InlineData("(1 + 2", "The expression ends at character 7; expected ).")]
    [InlineData("1 + 2)", "Found ) at character 6; expected an operator.")]
    [InlineData("2 3", "Found 3 at character 3; expected an operator.")]
    [InlineData("2(3)", "Found ( at character 2; expected an operator.")]
    [InlineData("1.2.3", "Found . at character 4; expected an operator.")]
    [InlineData(". + 1", "Found . at character 1; expected a number.")]
    [InlineData("System.IO", "Unknown name System at character 1.")]
    [InlineData("foo(1)", "There is no function foo with 1 argument like these.")]
    [InlineData("round(1, -1)", "There is no function round with 2 arguments like these.")]
    [InlineData("sqrt()", "sqrt needs an argument.")]
    [InlineData("1 / 0", "Division by zero.")]
    [InlineData("1 % 0", "Division by zero.")]
    [InlineData("0 ^ -1", "Division by zero.")]
    [InlineData("sqrt(-1)", "The expression has no real result.")]
    [InlineData("(-8)^0.5", "The expression has no real result.")]
    [InlineData("ln(0)", "The result is too large.")]
    [InlineData("9^9^9^9", "The result is too large.")]
    [InlineData("10^400", "The result is too large.")]
    [InlineData("171!", "! needs a whole number from 0 to 170.")]
    [InlineData("1.5!", "! needs a whole number from 0 to 170.")]
    [InlineData("\"a\" + 'b'", "Found \" at character 1; expected a number.")]
    [InlineData("1;2", "Found ; at character 2; expected an operator.")]
    public void Evaluate_NoResult_SaysWhy(string expression, string message)
    {
        Assert.Equal(message, Assert.Throws<ToolException>(() => ArithmeticExpression.Evaluate(expression)).Message);
    }

    [Theory]
    [InlineData('(')]
    [InlineData('-')]
    [InlineData('√')]
    public void Evaluate_NestedDeeply_IsRefused(char sign)
    {
        Assert.Throws<ToolException>(() => ArithmeticExpression.Evaluate(new string(sign, 999) + "1"));
    }

    [Fact]
    public void Evaluate_TooLong_IsRefused()
    {
        string longest = string.Join('+', Enumerable.Repeat("1", 500));

        Assert.Equal("500", ArithmeticExpression.Evaluate(longest).ToString());
        Assert.Equal("The expression has 1003 characters; at most 1000 are allowed.", Assert.Throws<ToolException>(() => ArithmeticExpression.Evaluate(longest + "+1+1")).Message);
    }

    /// <summary>Whatever the model writes, the answer goes on: a number or a reason.</summary>
    [Fact]
    public void Evaluate_RandomText_IsAResultOrAReason()
    {
        const string alphabet = "0123456789.,+-*/%^!() eE pi sqrt max;×√\"\\";
        Random random = new(19);
        int resultCount = 0;
        for (int round = 0; round < 20_000; round++)
        {
            string text = new([.. Enumerable.Range(0, random.Next(1, 14)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
            try
            {
                Assert.NotEmpty(ArithmeticExpression.Evaluate(text).ToString());
                resultCount++;
            }
            catch (ToolException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }

        Assert.InRange(resultCount, 100, 19_900);
    }
}
