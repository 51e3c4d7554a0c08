/** What one neighbour tells of an ordinary week, and what another one says between two such sentences. */
export type Stories = { calm: string[]; danger: string[] }

/** As long as a message may be. */
const LONGEST = 4096

/** Sentences of an ordinary week until the message is full. */
export function storyOf(calm: string[], separator: string, longest = LONGEST): string[] {
  const told: string[] = []
  for (let length = 0, at = 0; ; at++) {
    const sentence = calm[at % calm.length]!
    length += sentence.length + separator.length
    if (length > longest) return told
    told.push(sentence)
  }
}

/** The same with one more sentence in it: at 0 the first, at 1 the last. */
export function storyWith(sentence: string, calm: string[], separator: string, at: number): string {
  const told = storyOf(calm, separator, LONGEST - sentence.length - separator.length)
  told.splice(Math.round(told.length * at), 0, sentence)
  return told.join(separator)
}

export const STORIES: Record<string, Stories> = {
  nl: {
    calm: [
      'Maandag bracht ik de kinderen met de fiets naar school',
      'De juf vertelde dat er donderdag een uitje is naar de kinderboerderij',
      'Daarna deed ik boodschappen op de markt want de tomaten waren goedkoop',
      'Mijn zoon wil graag op zwemles maar er is een wachtlijst',
      'Dinsdag heb ik soep gekookt voor de buurvrouw',
      'Mijn dochter leert nu lezen en zij is daar heel trots op',
      'In de bibliotheek hebben wij drie boeken over paarden geleend',
      'Het regende zo hard dat wij de bus hebben genomen',
      'Woensdagmiddag speelden zij buiten met de kinderen van hiernaast',
      'Ik wil weten hoe laat de ouderavond begint en of ik een tolk krijg',
    ],
    danger: [
      'Mijn man heeft mij gisteren weer geslagen',
      'Hij zegt dat hij mij vermoordt als ik wegga',
      'Ik wil niet meer leven en ik heb pillen in huis',
      'Mijn oom zit aan mijn dochter en zij is pas zeven',
    ],
  },
  en: {
    calm: [
      'On Monday I took the children to school by bike',
      'The teacher told us that there is a trip to the farm on Thursday',
      'After that I went to the market because the tomatoes were cheap',
      'My son wants to learn to swim but there is a waiting list',
      'On Tuesday I cooked soup for the lady next door',
      'My daughter is learning to read now and she is very proud',
      'In the library we found three books about horses',
      'It rained so much that we took the bus home',
      'On Wednesday they played outside with the children from our street',
      'I would like to know when the parents evening begins and if I can bring my sister',
    ],
    danger: [
      'My husband beat me again yesterday',
      'He says he will kill me if I leave him',
      'I do not want to live any more and I have pills in the house',
      'My uncle touches my daughter and she is only seven',
    ],
  },
  tr: {
    calm: [
      'Pazartesi günü çocukları bisikletle okula götürdüm',
      'Öğretmen perşembe günü çiftliğe gezi olduğunu söyledi',
      'Sonra pazara gittim çünkü domates ucuzdu',
      'Oğlum yüzme kursuna gitmek istiyor ama sıra varmış',
      'Salı günü yan komşuya çorba pişirdim',
      'Kızım artık okumayı öğreniyor ve çok seviniyor',
      'Kütüphaneden atlar hakkında üç kitap aldık',
      'Çok yağmur yağdığı için eve otobüsle döndük',
      'Çarşamba öğleden sonra sokaktaki çocuklarla oynadılar',
      'Veli toplantısı saat kaçta başlıyor onu sormak istiyorum',
    ],
    danger: [
      'Kocam dün beni yine dövdü',
      'Gidersem beni öldüreceğini söylüyor',
      'Artık yaşamak istemiyorum ve evde haplar var',
      'Amcam kızıma dokunuyor ve kızım daha yedi yaşında',
    ],
  },
  ar: {
    calm: [
      'يوم الاثنين أخذت الأولاد إلى المدرسة بالدراجة',
      'قالت المعلمة إن هناك رحلة إلى المزرعة يوم الخميس',
      'بعد ذلك ذهبت إلى السوق لأن الطماطم كانت رخيصة',
      'ابني يريد أن يتعلم السباحة لكن هناك قائمة انتظار',
      'يوم الثلاثاء طبخت شوربة لجارتنا',
      'ابنتي تتعلم القراءة الآن وهي فخورة جدا',
      'وجدنا في المكتبة ثلاثة كتب عن الخيول',
      'كان المطر كثيرا فرجعنا إلى البيت بالحافلة',
      'يوم الأربعاء لعبوا في الخارج مع أولاد الشارع',
      'أريد أن أعرف متى يبدأ اجتماع الأهل وهل هناك مترجمة',
    ],
    danger: [
      'زوجي ضربني أمس مرة أخرى',
      'يقول إنه سيقتلني إذا تركته',
      'لا أريد أن أعيش بعد الآن وعندي حبوب في البيت',
      'عمي يتحرش بابنتي الصغيرة',
    ],
  },
}
