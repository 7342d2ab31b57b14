using System.Runtime.CompilerServices;
using System.Text;

namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>The output of one run of a template, and the limits that it holds to.</summary>
internal sealed class JinjaWork
{
    // A long template of this family takes some thousand steps for a short conversation.
    private const int MaxSteps = 50_000;
    private const int MaxLength = 200_000;

    private int _steps;

    public StringBuilder Output { get; } = new();

    /// <summary>Refuses a text or list that grew too long.</summary>
    public static void RequireLength(int length)
    {
        if (length > MaxLength)
        {
            throw new JinjaException("it writes too much");
        }
    }

    /// <summary>Refuses an expression or block that is nested deeper than the stack holds.</summary>
    public static void RequireStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JinjaException("it is nested too deep");
        }
    }

    public void Step()
    {
        RequireStack();
        if (++_steps > MaxSteps)
        {
            throw new JinjaException("it does not end soon");
        }
    }
}
