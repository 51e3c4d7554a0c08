import { beforeAll, describe, expect, it } from '@jest/globals'
import { asksSomething, isOfItsOwn } from '../../../src/domains/library/worry.ts'
import { LOCALES } from '../../../src/places.ts'
import { loadWords, type Words } from '../../../src/words/words.ts'

let words: Words
beforeAll(async () => {
  words = await loadWords(LOCALES, {})
})
const asks = (language: string, text: string) => asksSomething(text, words.speech(language))

describe('a mother who tells a worry', () => {
  it.each([
    ['en', 'my son is always alone at school and school is complaining'],
    ['en', 'The other mothers are not talking to me, I do everything by myself'],
    ['en', 'He does not want to go to school any more'],
    ['en', 'she cries when I bring her and the teacher is angry'],
    ['en', 'He gets no help with his homework and he can not read yet'],
    ['en', 'is always tired and does not eat at home'],
    ['nl', 'mijn zoon is altijd alleen op school en de juf is boos'],
    ['nl', 'Hij wil niet eten en ik moet elke dag met hem vechten'],
    ['nl', 'Kan niet slapen omdat de baby de hele nacht huilt'],
    ['nl', 'Zijn juf belt elke week dat hij druk is'],
    ['nl', 'ze zegt niet waarom ze zo verdrietig is op school'],
    ['tr', 'oğlum okulda hep yalnız ve öğretmen şikayet ediyor'],
    ['tr', 'her gün ona bağırmam gerek yoksa hiç dinlemiyor'],
    ['tr', 'kızım hiçbir neden yokken saatlerce odasında ağlıyor'],
    ['tr', 'kimse bana yardım etmiyor bu mahallede çok yalnızım'],
    ['ar', 'ابني دائما وحده في المدرسة والمعلمة تشتكي منه'],
    ['ar', 'من شهرين وهو يبكي كل صباح قبل المدرسة'],
    ['ar', 'ما ينام ابني في الليل ويبكي كثيرا'],
    ['ar', 'بنتي ليس عندها أي صديقة في المدرسة'],
    ['ar', 'كل يوم لازم أصرخ عليه حتى يلبس ملابسه'],
  ])('in %s is not taken to ask: %s', (language, text) => {
    expect(asks(language, text)).toBe(false)
  })
})

describe('a mother who asks without a question mark', () => {
  it.each([
    ['en', 'is it normal that he is always alone at school'],
    ['en', 'My daughter is twelve, can she stay home alone'],
    ['en', 'My son does not talk yet. Do I have to call the doctor'],
    ['en', 'my son is four and he does not talk yet what should I do'],
    ['en', 'Hello how long may he watch television'],
    ['en', 'I need somebody who comes with me to school'],
    ['nl', 'is het normaal dat hij altijd alleen speelt'],
    ['nl', 'Hij is drie jaar, moet hij al naar school'],
    ['nl', 'Zijn er nog plekken op de taalles in de wijk'],
    ['nl', 'mijn zoon slaapt niet wat moet ik doen'],
    ['nl', 'Ik wil graag met iemand naar het gesprek op school'],
    ['tr', 'oğlum dört yaşında okula başlaması zorunlu mu acaba'],
    ['tr', 'oğlum konuşmuyor ne yapmam lazım bilmiyorum'],
    ['tr', 'kızım üç yaşında kreşe ne zaman başlayabilir'],
    ['tr', 'bana okul konusunda yardım edebilir misiniz lütfen'],
    ['ar', 'ابني عمره أربع سنوات هل يجب أن يذهب إلى المدرسة'],
    ['ar', 'ابني لا يأكل الخضار ماذا أفعل معه'],
    ['ar', 'ما هو العمر المناسب لدخول المدرسة هنا'],
    ['ar', 'ممكن أعرف متى يبدأ التسجيل في المدرسة'],
    ['ar', 'weldi 3ndo 4 snin wach khasso ymchi lmdrasa'],
  ])('in %s is taken to ask: %s', (language, text) => {
    expect(asks(language, text)).toBe(true)
  })

  it('or with one, wherever it stands', () => {
    expect(asks('en', 'He is always alone at school, is he ill? I am so tired')).toBe(true)
    expect(asks('ar', 'هو دائما وحده في المدرسة، طبيعي؟')).toBe(true)
  })
})

describe('what comes in the middle of something', () => {
  it.each([
    ['en', 'In the evening, please'],
    ['en', 'I phoned the housing office twice'],
    ['tr', 'Öğretmenle konuştum, biraz daha iyi oldu'],
    ['ar', 'تكلمت مع المعلمة مرتين'],
  ])('in %s goes on with it: %s', (language, text) => {
    expect(isOfItsOwn(text, words.speech(language))).toBe(false)
  })

  it.each([
    ['tr', 'çocuk getirebilir miyim?'],
    ['nl', 'mag ik mijn kinderen meenemen naar de koffie'],
    ['ar', 'هل يمكن أن أحضر أطفالي معي'],
  ])('in %s may be a question of its own: %s', (language, text) => {
    expect(isOfItsOwn(text, words.speech(language))).toBe(true)
  })
})
